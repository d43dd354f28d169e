using TorchCurvature.Statistics;

namespace TorchCurvature.Tests.Statistics;

public sealed class SignTestTests
{
    [Theory]
    [InlineData(0, 5, 32)]
    [InlineData(1, 5, 31)]
    [InlineData(3, 5, 16)]
    [InlineData(4, 5, 6)]
    [InlineData(5, 5, 1)]
    public void ItCountsTheThrowsThatAreAsExtreme(int successes, int trials, int ways) =>
        Assert.Equal(ways / 32.0, SignTest.Probability(successes, trials));
}
