using TorchCurvature.Experiments.Figure2;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class ComponentClaimsTests
{
    [Theory]
    [InlineData(new[] { 1, 1, 1 }, new[] { 4, 4, 4 }, Outcome.Holds)]
    [InlineData(new[] { 1, 1, 1 }, new[] { 4, 4, 5 }, Outcome.DoesNotHold)] // every seed counts
    [InlineData(new[] { 2, 2, 2 }, new[] { 4, 4, 4 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 3, 3, 3 }, new[] { 6, 6, 6 }, Outcome.DoesNotHold)] // one too many is not C − 1
    public void ComponentsAreComparedWithOneLessThanClusters(int[] ofTwo, int[] ofFive, Outcome oneLess) =>
        Assert.Equal(oneLess, ComponentClaims.OneLessThanClasses([Of(2, ofTwo), Of(5, ofFive)]).Outcome);

    [Fact]
    public void TheEvidenceHasMedianAndRangeOfEveryNumberOfClasses() => Assert.Equal(
        "C = 2: 1, C = 5: 4 [3, 9]", ComponentClaims.OneLessThanClasses([new(2, [1, 1, 1]), new(5, [9, 4, 3])]).Evidence);

    private static ClassCounts Of(int classes, int[] counts) => new(classes, [.. counts.Select(count => (int?)count)]);
}
