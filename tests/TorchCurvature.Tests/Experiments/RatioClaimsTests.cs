using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Tests.Experiments;

/// <summary>Left edges that are made: a limit, and a distance from it that is a power of the width, with noise of the seeds.</summary>
public sealed class RatioClaimsTests
{
    private static readonly int[] s_widths = [5, 8, 14, 24, 40];

    [Theory]
    [InlineData(-1.0, 5, Outcome.Holds)]
    [InlineData(-2.0, 5, Outcome.Holds)]
    [InlineData(1.0, 5, Outcome.DoesNotHold)]
    [InlineData(-1.0, 3, Outcome.NotDecided)] // three seeds say nothing of others
    [InlineData(1.0, 3, Outcome.NotDecided)]
    public void AFallHoldsAndARiseDoesNot(double power, int seeds, Outcome expected) =>
        Assert.Equal(expected, RatioClaims.Of(Widths(power, seeds, noise: 1e-4)).Outcome);

    [Fact]
    public void NoiseAloneDecidesNothing() =>
        Assert.Equal(Outcome.NotDecided, RatioClaims.Of(Widths(power: -1, seeds: 5, noise: 0.5)).Outcome);

    /// <summary>Without noise, the distance of widths a and b is twice 1/a − 1/b over 2 + 1/a + 1/b.</summary>
    [Fact]
    public void TheEvidenceHasDistancesRateAndChance()
    {
        WidthCurves[] exact = [.. s_widths.Select(h => new WidthCurves(h, [.. Enumerable.Repeat(Curve(h, -1), 4)]))];
        double[] distances = [.. s_widths.Zip(s_widths.Skip(1), (a, b) => 2 * ((1.0 / a) - (1.0 / b)) / (2 + (1.0 / a) + (1.0 / b)))];
        double[] x = [.. s_widths.Zip(s_widths.Skip(1), (a, b) => 0.5 * Math.Log(a * b))], y = [.. distances.Select(d => Math.Log(d))];
        double slope = ((x.Zip(y, (a, b) => a * b).Sum() * x.Length) - (x.Sum() * y.Sum()))
            / ((x.Sum(a => a * a) * x.Length) - (x.Sum() * x.Sum()));
        string evidence = RatioClaims.Of(exact).Evidence;
        Assert.Contains(FormattableString.Invariant($"5 to 8: {distances[0]:0.000},"), evidence, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"h^{slope:0.00} [{slope:0.00}, {slope:0.00}]"), evidence, StringComparison.Ordinal);

        // 2 of the 70 ways to divide eight seeds keep each width together.
        double chance = double.Parse(evidence.Split("p = ")[1][..5], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(2 / 70.0, chance, 0.015);
    }

    [Fact]
    public void WidthsThatAreTheSameAreAsFarApartByChance()
    {
        WidthCurves[] widths = Widths(power: -1, seeds: 5, noise: 0.5);
        string evidence = RatioClaims.Of([.. widths[..3], widths[3] with { Seeds = widths[4].Seeds }, widths[4]]).Evidence;
        Assert.Contains("p = 1.000", evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoWidthsHaveNoRate() => Assert.Equal(Outcome.NotDecided, RatioClaims.Of(Widths(-1, 5, 0)[..2]).Outcome);

    private static WidthCurves[] Widths(double power, int seeds, double noise) =>
        [.. s_widths.Select(h => new WidthCurves(h, [.. Enumerable.Range(0, seeds).Select(seed => Noisy(h, power, noise, seed))]))];

    private static double[] Curve(int width, double power) =>
        [.. Enumerable.Range(0, 50).Select(_ => -1 - Math.Pow(width, power))];

    private static double[] Noisy(int width, double power, double noise, int seed)
    {
        var random = new Random((100 * width) + seed);
        return [.. Curve(width, power).Select(value => value + (noise * (random.NextDouble() - 0.5)))];
    }
}
