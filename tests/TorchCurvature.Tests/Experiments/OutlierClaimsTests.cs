using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Table1;
using TorchCurvature.Models;

namespace TorchCurvature.Tests.Experiments;

public sealed class OutlierClaimsTests
{
    private const int Classes = 5;

    [Theory]
    [InlineData(9, 9, 5, Outcome.Holds)]
    [InlineData(5, 9, 5, Outcome.DoesNotHold)] // no better than the gap
    [InlineData(9, 5, 5, Outcome.DoesNotHold)] // no better than the ratio
    [InlineData(5, 9, 9, Outcome.DoesNotHold)]
    [InlineData(9, 9, 9, Outcome.DoesNotHold)]
    public void TheBulkEdgeIsToBeRightInMoreRowsThanGapAndRatio(int gap, int ratio, int edge, Outcome expected) =>
        Assert.Equal(expected, OutlierClaims.Of([Row(gap: [gap], ratio: [ratio], edge: [edge])])[0].Outcome);

    [Fact]
    public void TheElbowIsOnlyShown() =>
        Assert.Equal(Outcome.Holds, OutlierClaims.Of([Row(gap: [9], ratio: [9], elbow: [5], edge: [5])])[0].Outcome);

    [Theory]
    [InlineData(4, 6, Outcome.Holds)]
    [InlineData(5, 7, Outcome.DoesNotHold)]
    [InlineData(3, 5, Outcome.DoesNotHold)]
    public void EveryTanhRowIsToBeWithinOne(int first, int second, Outcome expected)
    {
        RowCounts[] tanh = [Row(Activation.Tanh, edge: [first]), Row(Activation.Tanh, edge: [second])];
        IReadOnlyList<Verdict> verdicts = OutlierClaims.Of([Row(edge: [5]), Row(edge: [77]), .. tanh]);
        Assert.Equal(expected, verdicts[1].Outcome);
        Assert.Equal($"C = 5: bulk-edge {first}; C = 5: bulk-edge {second}", verdicts[1].Evidence);
    }

    [Fact]
    public void WithoutTanhThereIsNoVerdictOnIt() => Assert.Single(OutlierClaims.Of([Row(edge: [5])]));

    // The median over seeds counts, and a row without a number is not within one.
    [Fact]
    public void TheEvidenceCountsRowsByTheirMedian()
    {
        RowCounts[] rows =
        [
            Row(gap: [5, 5], ratio: [9, 9], elbow: [4, 4], edge: [5, 6]),
            Row(gap: [9, 9], ratio: [9, 9], elbow: [5, 5], edge: [4, 9]),
        ];
        Assert.Equal("rows of 2 within one: gap 1, ratio 0, elbow 2, bulk-edge 1, knee 0", OutlierClaims.Of(rows)[0].Evidence);
    }

    private static RowCounts Row(
        Activation activation = Activation.ReLU, int[]? gap = null, int[]? ratio = null, int[]? elbow = null, int[]? edge = null,
        int[]? knee = null)
    {
        var paper = new PaperRow(
            Optimizer.GradientDescent, activation, Parameters: 1, Spread: 1, Mean: 0, Classes, PrintedGap: 2, PrintedRatio: 3,
            activation == Activation.ReLU ? Classes : null, Cutoff: null);
        return new RowCounts(paper, Of(gap), Of(ratio), Of(elbow), Of(edge), Of(knee));

        static int?[] Of(int[]? counts) => [.. (counts ?? [1]).Select(count => (int?)count)];
    }
}
