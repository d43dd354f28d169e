using TorchCurvature.Experiments.Branches;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class BranchClaimsTests
{
    private static readonly double[] _falling = [0.3, 0.1, 0.001, 0.001];

    [Theory]
    [InlineData(new[] { 0.3, 0.1, 0.001, 0.001 }, Outcome.Holds, Outcome.Holds, Outcome.Holds)]
    [InlineData(new[] { 0.001, 0.001, 0.001, 0.0005 }, Outcome.DoesNotHold, Outcome.Holds, Outcome.Holds)] // stable from the start
    [InlineData(new[] { 0.3, 0.3, 0.3, 0.2 }, Outcome.Holds, Outcome.Holds, Outcome.DoesNotHold)] // at 20 % of the steps it is not
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4 }, Outcome.Holds, Outcome.DoesNotHold, Outcome.DoesNotHold)]
    public void BarriersDecide(double[] barriers, Outcome unstable, Outcome falls, Outcome early) =>
        Assert.Equal([unstable, falls, early], BranchClaims.Of([.. Seeds(barriers, 4)]).Select(v => v.Outcome));

    [Fact]
    public void SeedsThatScatterDecideNothing()
    {
        double[] rising = [0.001, 0.2, 0.2, 0.4];
        Assert.Equal(
            [Outcome.NotDecided, Outcome.NotDecided, Outcome.NotDecided],
            BranchClaims.Of([.. Seeds(_falling, 1), .. Seeds(rising, 1)]).Select(v => v.Outcome));
        Assert.All(BranchClaims.Of([.. Seeds(_falling, 1)]), v => Assert.Equal(Outcome.NotDecided, v.Outcome));
    }

    [Fact]
    public void TheFirstStableStepIsSaid() => Assert.StartsWith(
        "stable (below 2 % at 95 %) from step 200, 20.0 % of the training, with 0.1 %",
        BranchClaims.Of([.. Seeds(_falling, 4)])[2].Evidence, StringComparison.Ordinal);

    private static IEnumerable<BranchNumbers> Seeds(double[] barriers, int count) => Enumerable.Range(0, count).Select(i =>
    {
        double[] scattered = [.. barriers.Select(b => b * (1 + (0.01 * i)))];
        return new BranchNumbers([0, 100, 200, 600], scattered, scattered, 1000);
    });
}
