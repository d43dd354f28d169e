using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Table1;
using TorchCurvature.Models;

namespace TorchCurvature.Tests.Experiments;

public sealed class OutlierClaimsTests
{
    private const int Classes = 5;

    [Theory]
    [InlineData(5, 5, 5, Outcome.Holds)]
    [InlineData(4, 6, 7, Outcome.Holds)] // one row may differ
    [InlineData(4, 3, 6, Outcome.Holds)]
    [InlineData(5, 7, 7, Outcome.DoesNotHold)]
    [InlineData(3, 5, 7, Outcome.DoesNotHold)]
    public void AllReluRowsButOneAreToBeWithinOne(int first, int second, int third, Outcome expected) =>
        Assert.Equal(expected, OutlierClaims.Of([Row(edge: [first]), Row(edge: [second]), Row(edge: [third])])[0].Outcome);

    [Theory]
    [InlineData(new[] { 6, 6, 50 }, Outcome.Holds)]
    [InlineData(new[] { 5, 7, 7 }, Outcome.DoesNotHold)]
    public void TheMedianOverSeedsCounts(int[] edge, Outcome expected) =>
        Assert.Equal(expected, OutlierClaims.Of([Row(edge: edge), Row(edge: edge)])[0].Outcome);

    [Theory]
    [InlineData(9, 9, 5, Outcome.Holds)]
    [InlineData(5, 9, 5, Outcome.DoesNotHold)] // no better than the gap
    [InlineData(9, 5, 5, Outcome.DoesNotHold)] // no better than the ratio
    [InlineData(5, 9, 9, Outcome.DoesNotHold)]
    [InlineData(9, 9, 9, Outcome.DoesNotHold)]
    public void TheBulkEdgeIsToBeRightInMoreRowsThanGapAndRatio(int gap, int ratio, int edge, Outcome expected) =>
        Assert.Equal(expected, OutlierClaims.Of([Row(gap: [gap], ratio: [ratio], edge: [edge])])[1].Outcome);

    [Fact]
    public void TheElbowIsOnlyShown() =>
        Assert.Equal(Outcome.Holds, OutlierClaims.Of([Row(gap: [9], ratio: [9], elbow: [5], edge: [5])])[1].Outcome);

    [Theory]
    [InlineData(4, 6, Outcome.Holds)]
    [InlineData(5, 7, Outcome.DoesNotHold)]
    [InlineData(3, 5, Outcome.DoesNotHold)]
    public void EveryTanhRowIsToBeWithinOne(int first, int second, Outcome expected)
    {
        RowCounts[] tanh = [Row(Activation.Tanh, edge: [first]), Row(Activation.Tanh, edge: [second])];
        IReadOnlyList<Verdict> verdicts = OutlierClaims.Of([Row(edge: [5]), Row(edge: [77]), .. tanh]);
        Assert.Equal([Outcome.Holds, expected], [verdicts[0].Outcome, verdicts[2].Outcome]);
        Assert.Equal($"C = 5: bulk-edge {first}; C = 5: bulk-edge {second}", verdicts[2].Evidence);
    }

    [Fact]
    public void WithoutTanhThereIsNoVerdictOnIt() => Assert.Equal(2, OutlierClaims.Of([Row(edge: [5])]).Count);

    [Fact]
    public void TheEvidenceCountsRowsAndRuns()
    {
        RowCounts[] rows =
        [
            Row(heuristic: 6, gap: [5, 5], ratio: [9, 9], elbow: [4, 4], edge: [5, 6]),
            Row(heuristic: 7, gap: [9, 9], ratio: [9, 9], elbow: [5, 5], edge: [4, 9]),
        ];
        IReadOnlyList<Verdict> verdicts = OutlierClaims.Of(rows);
        Assert.Equal(
            "median of bulk-edge within one of C in 1 of 2 rows (3 of 4 runs); the paper's heuristic, one run each: 1",
            verdicts[0].Evidence);
        Assert.Equal("rows of 2 within one: gap 1, ratio 0, elbow 2, bulk-edge 1, knee 0", verdicts[1].Evidence);
    }

    private static RowCounts Row(
        Activation activation = Activation.ReLU, int? heuristic = Classes, int[]? gap = null, int[]? ratio = null, int[]? elbow = null,
        int[]? edge = null, int[]? knee = null)
    {
        var paper = new PaperRow(
            Optimizer.GradientDescent, activation, Parameters: 1, Spread: 1, Mean: 0, Classes, PrintedGap: 2, PrintedRatio: 3,
            activation == Activation.ReLU ? heuristic : null, Cutoff: null);
        return new RowCounts(paper, Of(gap), Of(ratio), Of(elbow), Of(edge), Of(knee));

        static int?[] Of(int[]? counts) => [.. (counts ?? [1]).Select(count => (int?)count)];
    }
}
