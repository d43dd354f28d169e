using MathNet.Numerics.Distributions;
using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

public sealed class BootstrapTests
{
    // For the mean of many samples, percentiles of the bootstrap are those of the normal law.
    [Fact]
    public void TheIntervalOfAMeanIsTheNormalOne()
    {
        double[] samples = new double[400];
        Normal.Samples(new Random(1), samples, 5, 2);
        double mean = samples.Average(), error = Math.Sqrt(samples.Average(s => (s - mean) * (s - mean)) / samples.Length);
        Interval interval = Bootstrap.Of(samples, drawn => drawn.Average());
        Assert.Equal(mean, interval.Value);
        Assert.InRange((mean - interval.Lower) / error, 1.8, 2.1);
        Assert.InRange((interval.Upper - mean) / error, 1.8, 2.1);
        Interval narrow = Bootstrap.Of(samples, drawn => drawn.Average(), level: 0.5);
        Assert.InRange((narrow.Upper - narrow.Lower) / error, 1.25, 1.45);
    }

    [Fact]
    public void TheSameSamplesHaveTheSameInterval()
    {
        double[] samples = [3, 1, 4, 1, 5, 9];
        Assert.Equal(Bootstrap.Of(samples, s => s.Max()), Bootstrap.Of(samples, s => s.Max()));
    }

    [Fact]
    public void TooFewSamplesSayNothing()
    {
        Interval interval = Bootstrap.Of([1.0, 2, 3], s => s.Average());
        Assert.Equal((2, double.NegativeInfinity, double.PositiveInfinity), (interval.Value, interval.Lower, interval.Upper));
    }
}
