using MathNet.Numerics.Distributions;
using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

public sealed class IntervalTests
{
    private const double Close = 1e-4;

    // From tables: Student's quantiles of 97.5 % with 4 degrees of freedom and of 95 % with 2 are 2.776445 and 2.919986.
    [Fact]
    public void AMeanHasStudentsInterval()
    {
        var interval = Interval.OfMean([1, 2, 3, 4, 5]);
        double half = 2.776445 * Math.Sqrt(2.5 / 5);
        Assert.Equal((3, 3 - half, 3 + half), (interval.Value, interval.Lower, interval.Upper), Near);
        Assert.Equal("3.00 [1.04, 4.96]", interval.ToText("0.00"));
        var narrow = Interval.OfMean([1, 2, 3], level: 0.9);
        Assert.Equal(2 - (2.919986 / Math.Sqrt(3)), narrow.Lower, Close);
    }

    [Fact]
    public void AGeometricMeanIsAFactor()
    {
        var interval = Interval.OfGeometricMean([10, 1000]);
        Assert.Equal(100, interval.Value, Close);
        // Two samples: 12.7062 standard errors of a mean of logarithms 1 and 3 of base 10, whose error is 1.
        Assert.Equal(2 - 12.7062, Math.Log10(interval.Lower), Close);
        Assert.Equal(2 + 12.7062, Math.Log10(interval.Upper), Close);
    }

    [Fact]
    public void OneSampleHasNoEnds()
    {
        var interval = Interval.OfMean([7]);
        Assert.Equal((7, double.NegativeInfinity, double.PositiveInfinity), (interval.Value, interval.Lower, interval.Upper));
        Assert.Equal((0.0, double.PositiveInfinity), (Interval.OfGeometricMean([7]).Lower, Interval.OfGeometricMean([7]).Upper));
    }

    // By summing the binomial law: at the lower end, as many successes or more have 2.5 %, at the upper end as many or fewer.
    [Theory]
    [InlineData(0, 25)]
    [InlineData(17, 25)]
    [InlineData(72, 75)]
    [InlineData(25, 25)]
    public void AShareHasTheExactInterval(int successes, int trials)
    {
        var interval = Interval.OfShare(successes, trials);
        Assert.Equal(successes / (double)trials, interval.Value);
        Assert.Equal(successes == 0 ? 1 : 0.025, Tail(interval.Lower, successes, trials), Close);
        Assert.Equal(successes == trials ? 1 : 0.025, 1 - Tail(interval.Upper, successes + 1, trials), Close);
    }

    // The intervals of five normal samples hold the mean in 95 % of all cases.
    [Fact]
    public void StudentsIntervalHoldsTheTruthAsOftenAsItSays()
    {
        var random = new Random(3);
        int held = Enumerable.Range(0, 4000).Count(_ =>
        {
            var interval = Interval.OfMean([.. Enumerable.Range(0, 5).Select(_ => Normal.Sample(random, 2, 3))]);
            return interval.Lower <= 2 && 2 <= interval.Upper;
        });
        Assert.InRange(held / 4000.0, 0.94, 0.96);
    }

    private static double Tail(double share, int least, int trials)
    {
        double term = Math.Pow(1 - share, trials), total = 0;
        for (int k = 0; k <= trials; k++)
        {
            total += k >= least ? term : 0;
            term = share == 1 ? (k == trials - 1 ? 1 : 0) : term * (trials - k) / (k + 1) * share / (1 - share);
        }

        return total;
    }

    private static bool Near((double A, double B, double C) x, (double A, double B, double C) y) =>
        Math.Abs(x.A - y.A) < Close && Math.Abs(x.B - y.B) < Close && Math.Abs(x.C - y.C) < Close;

    [Fact]
    public void OneSeedDecidesNothing()
    {
        var interval = Interval.OfMean([1]);
        Assert.False(interval.IsWithin(-1e300, 1e300));
        Assert.False(interval.IsOutside(2, 3));
        Assert.Equal("1.0 (too few seeds for an interval)", interval.ToText("0.0"));
    }

    [Theory]
    [InlineData(0, 2, true, false)]
    [InlineData(0.5, 2, false, false)]
    [InlineData(1.6, 2, false, true)]
    [InlineData(0, 0.3, false, true)]
    public void ARangeHoldsAnIntervalOrMissesIt(double least, double greatest, bool isWithin, bool isOutside)
    {
        var interval = new Interval(1, 0.4, 1.5);
        Assert.Equal((isWithin, isOutside), (interval.IsWithin(least, greatest), interval.IsOutside(least, greatest)));
    }
}
