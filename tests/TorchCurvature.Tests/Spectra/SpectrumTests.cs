using TorchCurvature.Precision;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

public sealed class SpectrumTests
{
    [Fact]
    public void ASmallSpectrumIsWhatAHandComputes()
    {
        var spectrum = new Spectrum([4, 1, 0, 0, -5], ScalarType.Float64, zeroRows: 2);
        Assert.Equal((5, 4.0, -5.0, 2L), (spectrum.Dimension, spectrum.Largest, spectrum.Smallest, spectrum.ZeroRows));
        Assert.Equal(0, spectrum.Mean);
        Assert.Equal(Math.Sqrt(42.0 / 5), spectrum.StandardDeviation, 1e-15);
        Assert.Equal(25 * Math.Pow(2, -52), spectrum.NoiseFloor);
        Assert.Equal((2, 1), (spectrum.PositiveCount, spectrum.NegativeCount));
    }

    [Fact]
    public void EigenvaluesWithinTheNoiseFloorHaveNoSign()
    {
        double floor = 4 * WorkingPrecision.Of(ScalarType.Float32).UnitRoundoff;
        var spectrum = new Spectrum([1, floor, -floor, -2 * floor], ScalarType.Float32);
        Assert.Equal(floor, spectrum.NoiseFloor);
        Assert.Equal((1, 1), (spectrum.PositiveCount, spectrum.NegativeCount));
    }

    [Theory]
    [InlineData(0.5, 2, 3), InlineData(1, 3, 2), InlineData(1.5, 3, 2), InlineData(0, 2, 3), InlineData(6, 5, 0)]
    public void RankAndNearZeroCountSplitAtTheThreshold(double threshold, int nearZero, int rank)
    {
        var spectrum = new Spectrum([4, 1, 0, 0, -5], ScalarType.Float64);
        Assert.Equal((nearZero, rank), (spectrum.CountNearZero(threshold), spectrum.NumericalRank(threshold)));
    }

    [Fact]
    public void TheRoundoffsAreTheGapsAboveOne()
    {
        Assert.Equal(WorkingPrecision.Of(ScalarType.Float64).UnitRoundoff, Math.BitIncrement(1.0) - 1);
        Assert.Equal(WorkingPrecision.Of(ScalarType.Float32).UnitRoundoff, MathF.BitIncrement(1f) - 1);
    }

    [Fact]
    public void NoEigenvalueAndOneThatIsNotFiniteAreRefused()
    {
        Assert.Throws<ArgumentException>("eigenvalues", () => new Spectrum([], ScalarType.Float64));
        foreach (double wrong in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            Assert.Throws<ArgumentException>("eigenvalues", () => new Spectrum([wrong], ScalarType.Float64));
            Assert.Throws<ArgumentException>("eigenvalues", () => new Spectrum([1, wrong], ScalarType.Float64));
        }
    }

    [Fact]
    public void EigenvaluesOutOfOrderAreRefusedByNumber()
    {
        string message = Assert.Throws<ArgumentException>("eigenvalues", () => new Spectrum([3, 1, 2], ScalarType.Float64)).Message;
        Assert.Contains("number 3 is 2, after 1", message, StringComparison.Ordinal);
    }
}
