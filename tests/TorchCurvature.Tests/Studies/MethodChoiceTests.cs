using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Tests.Studies;

public sealed class MethodChoiceTests
{
    [Theory]
    [InlineData(2.0, SpectrumMethod.Exact)]
    [InlineData(1.999, SpectrumMethod.Exact)]
    [InlineData(2.001, SpectrumMethod.Density)]
    [InlineData(double.PositiveInfinity, SpectrumMethod.Density)]
    public void TheFasterOneIsTakenAndTheWholeSpectrumWhereBothAre(double exactSeconds, SpectrumMethod method) =>
        Assert.Equal(method, MethodChoice.Between(exactSeconds, products: 1000, secondsPerProduct: 0.002).Method);

    [Fact]
    public void TheReasonSaysBothTimes() => Assert.Equal(
        "All eigenvalues take about 1.2 s, 1000 products about 0.5 s: --method density.",
        MethodChoice.Between(1.24, products: 1000, secondsPerProduct: 0.0005).Reason);

    /// <summary>Of a network without a closed form, the matrix takes more than its eigenvalues.</summary>
    [Theory]
    [InlineData(0.7, SpectrumMethod.Exact), InlineData(0.8, SpectrumMethod.Density)]
    public void AMatrixColumnByColumnCounts(double matrixSeconds, SpectrumMethod method)
    {
        MethodChoice choice = MethodChoice.Between(1.24, products: 1000, secondsPerProduct: 0.002, matrixSeconds);
        Assert.Equal(method, choice.Method);
        Assert.StartsWith("The matrix, column by column, and all its eigenvalues take about ", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ProductsAreThoseOfPairsAndOfProbes()
    {
        var spec = new SpectrumSpec
        {
            Lanczos = new LanczosOptions { Top = 3, Bottom = 2 },
            Quadrature = new QuadratureOptions { WassersteinError = 0.1 },
        };
        Assert.Equal(50, MethodChoice.Products(spec with { Method = SpectrumMethod.Lanczos }, 1000));
        SpectrumSpec density = spec with { Method = SpectrumMethod.Density };
        int steps = QuadratureOptions.StepsFor(0.1);
        int probes = Math.Max(QuadratureOptions.FewestProbes, QuadratureOptions.ProbesFor(0.1, 0.05, 1000));
        Assert.Equal(50 + (probes * steps), MethodChoice.MostProducts(density, 1000));
        Assert.Equal(50 + (4 * Math.Ceiling(steps / 2.0)), MethodChoice.Products(density, 1000));
        Assert.Equal(0, (MethodChoice.Products(density, 5) - 50) % 5); // no more steps than dimensions
        Assert.True(MethodChoice.Products(density with { Quadrature = new() { WassersteinError = 0.01 } }, 100_000)
            > MethodChoice.Products(density, 100_000));
    }
}
