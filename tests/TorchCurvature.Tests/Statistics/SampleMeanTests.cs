using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

public sealed class SampleMeanTests
{
    [Fact]
    public void TheErrorHasOneDegreeOfFreedomLess()
    {
        var mean = SampleMean.Of([1, 2, 3, 6]);
        Assert.Equal((3.0, 4), (mean.Mean, mean.Count));
        Assert.Equal(Math.Sqrt(14.0 / 3 / 4), mean.StandardError, 1e-15);
        Assert.Equal(3.182446305 * mean.StandardError, mean.HalfWidth, 1e-8);
    }

    [Fact]
    public void OneSampleHasNoError()
    {
        var mean = SampleMean.Of([5]);
        Assert.Equal(5, mean.Mean);
        Assert.Equal(double.NaN, mean.StandardError);
        Assert.Equal(double.PositiveInfinity, mean.HalfWidth);
    }

    [Fact]
    public void NoSampleIsAnErrorUnlessSaid()
    {
        Assert.Throws<ArgumentException>(() => SampleMean.Of([]));
        Assert.Equal((0.0, 0.0), (SampleMean.Zero.Mean, SampleMean.Zero.HalfWidth));
        Assert.Equal((0.0, double.NaN), (SampleMean.Unknown.Mean, SampleMean.Unknown.HalfWidth));
    }
}
