using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.RandomMatrix;

/// <summary>The laws beside eigenvalues of real samples, at sizes that take seconds.</summary>
public sealed class SampledLawTests : IDisposable
{
    private const int P = 100;
    private const int N = 200;
    private const int Draws = 100;
    private readonly SingleThread _thread = new();

    public void Dispose() => _thread.Dispose();

    /// <summary>
    /// Ten spikes, as multiples of the threshold. Nearer to it than about N^{−1/3} the transition is smeared out at any finite size.
    /// </summary>
    [Theory, InlineData(0.2), InlineData(0.3), InlineData(
        0.4), InlineData(0.5), InlineData(0.6), InlineData(1.6), InlineData(2), InlineData(3), InlineData(5), InlineData(10)]
    public void TheLargestEigenvalueIsWithinThreeStandardErrorsOfItsPrediction(double multiple)
    {
        using LiveTensors live = new();
        double spike = multiple * new SpikedCovariance(P / (double)N).Threshold;
        double[] largest = Draw(spike, (factor, _) => SampleCovariance.SpectrumOf(factor).Largest);
        // The other eigenvalues of the population are P − 1; the edge is that of the law of the largest of them.
        OutlierPrediction prediction = new SpikedCovariance((P - 1) / (double)N).Predict(spike);
        double expected = prediction.IsOutlier ? prediction.Place : new LargestEigenvalueLaw(PopulationSpectrum.Isotropic(), P - 1, N).Mean;
        Assert.Equal(multiple > 1, prediction.IsOutlier);
        Assert.Equal(expected, largest.Average(), 3 * StandardError(largest));
    }

    [Theory, InlineData(0.5), InlineData(2), InlineData(5)]
    public void TheEigenvectorOverlapsWithTheSpikeAsPredicted(double multiple)
    {
        using LiveTensors live = new();
        double spike = multiple * new SpikedCovariance(P / (double)N).Threshold;
        double[] overlaps = Draw(spike, (factor, first) =>
        {
            using DisposeScope scope = NewDisposeScope();
            (_, Tensor vectors) = linalg.eigh(factor.mm(factor.t()));
            return vectors[first, -1].square().item<double>();
        });
        // Below the threshold the overlap vanishes only as 1/P.
        Assert.Equal(
            new SpikedCovariance((P - 1) / (double)N).Predict(spike).Overlap, overlaps.Average(),
            multiple > 1 ? 3 * StandardError(overlaps) : 10.0 / P);
    }

    [Fact]
    public void ASpikeBetweenTwoClustersGoesWhereTheGeneralLawSays()
    {
        using LiveTensors live = new();
        const int Samples = 2000;
        PopulationSpectrum clusters = new(new PopulationAtom(1, 0.7), new PopulationAtom(8, 0.3));
        OutlierPrediction prediction = new GeneralizedMarchenkoPastur(P / (double)Samples, clusters).Predict(3);
        using Generator generator = new(17);
        double[] population = [3, .. clusters.Eigenvalues(P)];
        double[] between =
            [.. Enumerable.Range(0, 50).Select(_ => SampleCovariance.Sample(population, Samples, generator).Eigenvalues[30])];
        Assert.True(prediction.IsOutlier);
        Assert.Equal(prediction.Place, between.Average(), 3 * StandardError(between));
    }

    /// <summary>
    /// Independent numbers would come closer by the root of the factor only: 2 here, and 4 in the limit of repelling
    /// eigenvalues but for a logarithm.
    /// </summary>
    [Theory, InlineData(0.5), InlineData(2)]
    public void TheDistanceOfTheBulkShrinksAsOneOverP(double gamma)
    {
        using LiveTensors live = new();
        double small = MeanDistance(50), large = MeanDistance(200);
        Assert.InRange(small / large, 2.5, 4.5);

        double MeanDistance(int p)
        {
            using Generator generator = new(23);
            MarchenkoPastur law = new(gamma);
            double[] population = PopulationSpectrum.Isotropic().Eigenvalues(p);
            int samples = (int)(p / gamma);
            return Enumerable.Range(0, 40).Average(_ => KolmogorovSmirnov.Distance(
                SampleCovariance.Sample(population, samples, generator).Eigenvalues.Take(Math.Min(p, samples)), law));
        }
    }

    [Fact]
    public void TheBulkOfTwoClustersFollowsTheGeneralLaw()
    {
        using LiveTensors live = new();
        PopulationSpectrum clusters = new(new PopulationAtom(0.5, 0.5), new PopulationAtom(4, 0.5));
        using Generator generator = new(29);
        Spectrum sample = SampleCovariance.Sample(clusters.Eigenvalues(200), 100, generator);
        double distance = KolmogorovSmirnov.Distance(sample.Eigenvalues.Take(100), new GeneralizedMarchenkoPastur(2, clusters));
        Assert.InRange(distance, 0, 0.05);
        Assert.InRange(KolmogorovSmirnov.Distance(sample.Eigenvalues.Take(100), new MarchenkoPastur(2, clusters.Mean)), 0.1, 1);
    }

    [Fact]
    public void DistancesAreWhatAHandComputes()
    {
        MarchenkoPastur law = new(4);
        double median = law.Quantile(0.875);
        Assert.Equal(0.5, KolmogorovSmirnov.Distance([median], law), 1e-12);
        Assert.Equal(1, KolmogorovSmirnov.Distance([20], law), 1e-12);
        // A step of 1 where F off 0 is a quarter: a quarter above the sample's function before it, three quarters below it after.
        Assert.Equal(0.75, KolmogorovSmirnov.Distance([law.Quantile(0.75 + (0.25 / 4))], law), 1e-12);
        Assert.Equal(0.75, KolmogorovSmirnov.Distance([law.Quantile(0.75 + (0.75 / 4))], law), 1e-12);
        Assert.Equal(1.0 / 3, KolmogorovSmirnov.Distance([-1, 20, median], law), 1e-12);
        Assert.Throws<ArgumentException>("eigenvalues", () => KolmogorovSmirnov.Distance([], law));
    }

    private static double[] Draw(double spike, Func<Tensor, int, double> statistic)
    {
        using Generator generator = new(41);
        double[] population = [spike, .. Enumerable.Repeat(1.0, P - 1)];
        return [.. Enumerable.Range(0, Draws).Select(_ =>
        {
            using Tensor factor = SampleCovariance.Factor(population, N, generator);
            return statistic(factor, 0);
        })];
    }

    private static double StandardError(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }
}
