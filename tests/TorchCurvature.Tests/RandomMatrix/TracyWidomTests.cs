using MathNet.Numerics.Integration;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class TracyWidomTests
{
    /// <summary>
    /// Percentage points printed in Johnstone (2001) and in the tables that Prähofer computed from the Painlevé equation.
    /// </summary>
    [Theory, InlineData(0.01, -3.8954), InlineData(
        0.05, -3.1804), InlineData(0.1, -2.7824), InlineData(0.3, -1.9104), InlineData(0.5, -1.2686), InlineData(0.7, -0.5923)]
    [InlineData(0.9, 0.4501), InlineData(0.95, 0.9793), InlineData(0.99, 2.0234)]
    public void QuantilesAreThePublishedOnes(double p, double quantile)
    {
        Assert.Equal(quantile, TracyWidom.Quantile(p), 5.1e-5);
        Assert.Equal(p, TracyWidom.Distribution(TracyWidom.Quantile(p)), 1e-12);
    }

    /// <summary>Bornemann (2010), table 10: 14 digits of both moments.</summary>
    [Fact]
    public void MeanAndVarianceAreThePublishedOnes()
    {
        double above = GaussLegendreRule.Integrate(s => 1 - TracyWidom.Distribution(s), 0, 13, 64);
        double below = GaussLegendreRule.Integrate(TracyWidom.Distribution, -10, 0, 64);
        double squares = GaussLegendreRule.Integrate(s => 2 * s * (1 - TracyWidom.Distribution(s)), 0, 13, 64)
            - GaussLegendreRule.Integrate(s => 2 * s * TracyWidom.Distribution(s), -10, 0, 64);
        Assert.Equal(TracyWidom.Mean, above - below, 1e-11);
        Assert.Equal(1.6077810345810, squares - Math.Pow(above - below, 2), 1e-11);
        Assert.Equal(TracyWidom.StandardDeviation, Math.Sqrt(1.6077810345810), 1e-12);
    }

    /// <summary>
    /// The leading terms of log F₁ far to the left, −|s|³/24 − |s|^{3/2}/(3√2), and of 1 − F₁ to the right, e^{−2s^{3/2}/3}/(4√π s^{3/4}):
    /// Baik, Buckingham, DiFranco (2008).
    /// </summary>
    [Fact]
    public void TheTailsFallAsTheyShould()
    {
        Assert.Equal(0, LeftRemainder(-9) - LeftRemainder(-8) - (-Math.Log(9.0 / 8) / 16), 1e-2);
        Assert.Equal(
            1, (1 - TracyWidom.Distribution(8)) / (Math.Exp(-2.0 / 3 * Math.Pow(8, 1.5)) / (4 * Math.Sqrt(Math.PI) * Math.Pow(8, 0.75))),
            0.1);
        Assert.Equal((0.0, 1.0), (TracyWidom.Distribution(-50), TracyWidom.Distribution(50)));
        Assert.True(double.IsNaN(TracyWidom.Distribution(double.NaN)));

        static double LeftRemainder(double s) =>
            Math.Log(TracyWidom.Distribution(s)) + (Math.Pow(-s, 3) / 24) + (Math.Pow(-s, 1.5) / (3 * Math.Sqrt(2)));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(double.NaN)]
    public void QuantilesOutOfReachAreRefused(double wrong) =>
        Assert.Throws<ArgumentOutOfRangeException>("p", () => TracyWidom.Quantile(wrong));
}
