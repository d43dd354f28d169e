using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class MeanIntervalTests
{
    [Fact]
    public void TheIntervalIsStudents()
    {
        // Mean 3, standard deviation √2.5, and 2.776 is Student's 97.5 % point with 4 degrees of freedom.
        var interval = MeanInterval.Of([1, 2, 3, 4, 5]);
        double half = 2.7764451 * Math.Sqrt(2.5 / 5);
        Assert.Equal(3, interval.Mean);
        Assert.Equal(3 - half, interval.Lower, 1e-6);
        Assert.Equal(3 + half, interval.Upper, 1e-6);
        Assert.Equal("3.00 [1.04, 4.96]", interval.ToText("0.00"));
    }

    [Fact]
    public void OneSeedDecidesNothing()
    {
        var interval = MeanInterval.Of([1]);
        Assert.False(interval.IsWithin(-1e300, 1e300));
        Assert.False(interval.IsOutside(2, 3));
        Assert.Equal("1.0 (one seed, no interval)", interval.ToText("0.0"));
    }

    [Theory]
    [InlineData(0, 2, true, false)]
    [InlineData(0.5, 2, false, false)]
    [InlineData(1.6, 2, false, true)]
    [InlineData(0, 0.3, false, true)]
    public void ARangeHoldsAnIntervalOrMissesIt(double least, double greatest, bool isWithin, bool isOutside)
    {
        var interval = new MeanInterval(1, 0.4, 1.5);
        Assert.Equal((isWithin, isOutside), (interval.IsWithin(least, greatest), interval.IsOutside(least, greatest)));
    }
}
