using TorchCurvature.Experiments.Figure2;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class ComponentClaimsTests
{
    [Theory]
    [InlineData(new[] { 1, 1, 1 }, new[] { 4, 4, 4 }, Outcome.Holds, Outcome.Holds)]
    [InlineData(new[] { 1, 1, 1 }, new[] { 4, 4, 5 }, Outcome.Holds, Outcome.DoesNotHold)] // the median, and every seed
    [InlineData(new[] { 1, 1, 1 }, new[] { 5, 4, 5 }, Outcome.DoesNotHold, Outcome.DoesNotHold)]
    [InlineData(new[] { 2, 2, 2 }, new[] { 4, 4, 4 }, Outcome.DoesNotHold, Outcome.DoesNotHold)]
    [InlineData(new[] { 3, 3, 3 }, new[] { 6, 6, 6 }, Outcome.Holds, Outcome.DoesNotHold)] // one too many is not C − 1
    public void ComponentsAreComparedWithClustersAndWithOneLess(int[] ofTwo, int[] ofFive, Outcome unequal, Outcome oneLess)
    {
        IReadOnlyList<Verdict> verdicts = ComponentClaims.Of([Of(2, ofTwo), Of(5, ofFive)]);
        Assert.Equal([unequal, oneLess], verdicts.Select(v => v.Outcome));
    }

    [Fact]
    public void TheEvidenceHasMedianAndRangeOfEveryNumberOfClasses() => Assert.Equal(
        ["C = 2: 1, C = 5: 4 [3, 9]", "C = 2: 1, C = 5: 4 [3, 9]"],
        ComponentClaims.Of([new(2, [1, 1, 1]), new(5, [9, 4, 3])]).Select(v => v.Evidence));

    private static ClassCounts Of(int classes, int[] counts) => new(classes, [.. counts.Select(count => (int?)count)]);
}
