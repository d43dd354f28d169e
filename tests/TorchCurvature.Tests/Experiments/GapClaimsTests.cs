using TorchCurvature.Experiments.Figure3;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class GapClaimsTests
{
    [Theory]
    [InlineData(new[] { 2, 2, 2 }, new[] { 5, 5, 5 }, Outcome.Holds, Outcome.Holds)]
    [InlineData(new[] { 2, 2, 2 }, new[] { 5, 5, 9 }, Outcome.DoesNotHold, Outcome.Holds)] // every seed, and the median
    [InlineData(new[] { 1, 1, 1 }, new[] { 6, 6, 6 }, Outcome.DoesNotHold, Outcome.Holds)]
    [InlineData(new[] { 2, 2, 2 }, new[] { 7, 7, 5 }, Outcome.DoesNotHold, Outcome.DoesNotHold)]
    [InlineData(new[] { 0, 0, 0 }, new[] { 5, 5, 5 }, Outcome.DoesNotHold, Outcome.DoesNotHold)]
    public void EigenvaluesAboveTheGapAreComparedWithClasses(int[] ofTwo, int[] ofFive, Outcome equal, Outcome withinOne)
    {
        IReadOnlyList<Verdict> verdicts = GapClaims.Of([Of(2, ofTwo), Of(5, ofFive)]);
        Assert.Equal([equal, withinOne], verdicts.Select(v => v.Outcome));
        Assert.All(verdicts, v => Assert.StartsWith("C = 2: ", v.Evidence, StringComparison.Ordinal));
    }

    private static ClassCounts Of(int classes, int[] counts) => new(classes, [.. counts.Select(count => (int?)count)]);
}
