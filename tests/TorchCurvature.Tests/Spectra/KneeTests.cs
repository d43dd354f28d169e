using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

/// <summary>Knees of screes that are drawn with one, or without.</summary>
public sealed class KneeTests
{
    /// <summary>Two lines that meet at a place are found to the last digit, and their interval is the half step around it.</summary>
    [Theory]
    [InlineData(5.5), InlineData(11), InlineData(17.5)]
    public void TwoExactLinesMeetWhereTheyMeet(double place)
    {
        Knee knee = Knee.Of(Line(place, 40, -0.25, -0.05));
        Assert.Equal(place, knee.Place);
        Assert.Equal([-0.25, -0.05], [Math.Round(knee.SlopeBefore, 9), Math.Round(knee.SlopeAfter, 9)]);
        Assert.True(knee.IsClear);
        Assert.Equal([place - 0.25, place + 0.25], [knee.Lower, knee.Upper]);
    }

    /// <summary>The squared deviations of the best fit, against two lines fitted by solving the normal equations for every place.</summary>
    [Fact]
    public void TheFitIsThatOfTheNormalEquations()
    {
        double[] scree = Noisy(12, 40, -0.25, -0.05, noise: 0.06, seed: 3);
        using Tensor heights = tensor(scree);
        double[] squares = [.. Enumerable.Range(6, 35).Select(half => LeastSquares(heights, i => [1, i, Math.Max(0, i - (0.5 * half))]))];
        int best = Enumerable.Range(0, squares.Length).MinBy(k => squares[k]);
        Knee knee = Knee.Of(scree);
        Assert.Equal(3 + (0.5 * best), knee.Place);
        Func<double, double>[] curves = [i => Math.Pow(i, 2.0 / 3), Math.Log, i => i * i];
        double onCurve = curves.Min(curve => LeastSquares(heights, i => [1, i, curve(i)]));
        Assert.Equal(1 - (squares[best] / onCurve), knee.Goodness, 1e-9);
    }

    /// <summary>
    /// The smaller version of the benchmark <c>knee</c>: of 150 intervals of 95 %, 132 to 149 hold the truth with more than 99.9 %.
    /// </summary>
    [Fact]
    public void TheIntervalHoldsTheTruth()
    {
        const int Screes = 150;
        int held = 0, near = 0;
        for (int seed = 0; seed < Screes; seed++)
        {
            double place = 6 + (0.2 * seed);
            Spectrum spectrum = Of(Noisy(place, 100 + seed % 60, -0.26, -0.046, noise: 0.07, seed));
            OutlierCount count = OutlierCounting.Count(spectrum, OutlierRule.Knee);
            Knee knee = OutlierCounting.KneeOf(spectrum)!;
            Assert.Equal(((int)knee.Place, (int)knee.Lower, (int)knee.Upper), (count.Count, count.Fewest, count.Most));
            held += knee.Lower <= place && place <= knee.Upper ? 1 : 0;
            near += Math.Abs(knee.Place - place) <= 1 ? 1 : 0;
        }

        Assert.InRange(held, 132, 149);
        Assert.InRange(near, 135, Screes);
    }

    [Theory]
    [InlineData("line"), InlineData("Wishart, wide"), InlineData("Wishart, square"), InlineData("symmetric Gaussian")]
    public void AScreeWithoutAKneeHasNone(string kind)
    {
        const int Draws = 60;
        using Generator generator = new(2);
        OutlierCount[] counts = [.. Enumerable.Range(0, Draws)
            .Select(seed => OutlierCounting.Count(Draw(kind, seed, generator), OutlierRule.Knee))];
        Assert.InRange(counts.Count(c => c.Count is null), 54, Draws);
        Assert.All(counts.Where(c => c.Count is null), c => Assert.Equal(OutlierBasis.NotApplicable, c.Basis));
    }

    [Fact]
    public void AFewEigenvaluesAreTooFewAndAPowerLawIsACurve()
    {
        OutlierCount few = OutlierCounting.Count(Of(Line(5, 19, -0.5, -0.05)), OutlierRule.Knee);
        Assert.Equal((null, OutlierBasis.TooFew), (few.Count, few.Basis));
        OutlierCount power = OutlierCounting.Count(Of([.. Enumerable.Range(1, 200).Select(i => -Math.Log(i))]), OutlierRule.Knee);
        Assert.Equal((null, OutlierBasis.NotApplicable), (power.Count, power.Basis));
    }

    /// <summary>A rule that looks for an edge says that there is none of its kind, and not that there are no outliers.</summary>
    [Fact]
    public void TwoLinesHaveNoEdgeOfABulk()
    {
        OutlierCount count = OutlierCounting.Count(Of(Noisy(12, 300, -0.13, -0.045, noise: 0.01, seed: 1)), OutlierRule.BulkEdge);
        Assert.Equal((null, OutlierBasis.NotApplicable), (count.Count, count.Basis));
    }

    private static double[] Line(double place, int length, double before, double behind) =>
        [.. Enumerable.Range(1, length).Select(i => (before * Math.Min(i, place)) + (behind * Math.Max(0, i - place)))];

    // Noise of neighbours that are related by a half, in the order that eigenvalues have.
    private static double[] Noisy(double place, int length, double before, double behind, double noise, int seed)
    {
        var random = new Random(seed);
        double last = Normal(random);
        return [.. Line(place, length, before, behind)
            .Select(height => height + (noise * (last = (0.5 * last) + (Math.Sqrt(0.75) * Normal(random)))))
            .OrderDescending()];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Spectrum Draw(string kind, int seed, Generator generator) => kind switch
    {
        "line" => Of(Noisy(0, 160, 0, -0.05, noise: 0.06, seed)),
        "Wishart, wide" => SampleCovariance.Sample([.. Enumerable.Repeat(1.0, 120)], 240, generator),
        "Wishart, square" => SampleCovariance.Sample([.. Enumerable.Repeat(1.0, 120)], 120, generator),
        _ => Symmetric(generator),
    };

    private static Spectrum Symmetric(Generator generator)
    {
        using Tensor square = randn([200, 200], float64, generator: generator);
        using Tensor transposed = square.t();
        using Tensor sum = square + transposed;
        using var symmetric = new DenseOperator(sum);
        return new Spectrum(DenseEigensolver.Values(symmetric));
    }

    private static Spectrum Of(double[] logarithms) => new([.. logarithms.Select(Math.Exp)], ScalarType.Float64);

    private static double LeastSquares(Tensor heights, Func<double, double[]> row)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor design = tensor(Enumerable.Range(1, (int)heights.shape[0]).SelectMany(i => row(i)).ToArray()).reshape(heights.shape[0], -1);
        Tensor normal = design.t().mm(design), right = design.t().mv(heights);
        Tensor left = heights - design.mv(linalg.solve(normal, right));
        return left.dot(left).item<double>();
    }
}
