using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class LargestEigenvalueLawTests : IDisposable
{
    private readonly SingleThread _thread = new();

    public void Dispose() => _thread.Dispose();

    [Theory, InlineData(50, 100), InlineData(100, 100), InlineData(300, 20)]
    public void ForOneAtomCentreAndScaleAreJohnstones(double p, double n)
    {
        LargestEigenvalueLaw law = new(PopulationSpectrum.Isotropic(3), p, n);
        double rows = Math.Sqrt(n - 0.5), columns = Math.Sqrt(p - 0.5);
        Assert.Equal(3 * Math.Pow(rows + columns, 2) / n, law.Centre, 1e-12 * law.Centre);
        Assert.Equal(3 * (rows + columns) * Math.Cbrt((1 / rows) + (1 / columns)) / n, law.Scale, 1e-12 * law.Centre);
        Assert.Equal(law.Centre + (law.Scale * TracyWidom.Quantile(0.99)), law.Quantile(0.99));
        Assert.Equal(0.99, law.Distribution(law.Quantile(0.99)), 1e-10);
    }

    [Fact]
    public void ForSeveralAtomsTheSampledLargestEigenvaluesHaveItsMeanAndDeviation()
    {
        const int P = 80, N = 160, Draws = 200;
        PopulationSpectrum population = new(new PopulationAtom(1, 0.5), new PopulationAtom(3, 0.5));
        LargestEigenvalueLaw law = new(population, P, N);
        using TorchSharp.torch.Generator generator = new(3);
        double[] population80 = population.Eigenvalues(P);
        double[] largest = [.. Enumerable.Range(0, Draws)
            .Select(_ => (SampleCovariance.Sample(population80, N, generator).Largest - law.Mean) / law.StandardDeviation)];
        // 3 standard errors, and a tenth of a deviation for what the limit leaves out at this size.
        Assert.Equal(0, largest.Average(), (3 / Math.Sqrt(Draws)) + 0.1);
        Assert.InRange(Math.Sqrt(largest.Average(x => x * x)), 0.8, 1.2);
    }

    [Fact]
    public void SizesBelowOneAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("dimension", () => new LargestEigenvalueLaw(PopulationSpectrum.Isotropic(), 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(
            "samples", () => new LargestEigenvalueLaw(PopulationSpectrum.Isotropic(), 10, double.NaN));
    }
}
