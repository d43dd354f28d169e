using System.Globalization;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Basins;

/// <summary>Figure 10: loss and accuracy on the straight line through the large and the small batch's solutions.</summary>
internal sealed class LineThroughBothEnds : BasinFigure
{
    private const string Gains = "figure10-gains.csv";

    public override string Name => "figure10";

    public override string Title => "Loss and accuracy on the straight line through the large batch's and the small batch's solutions";

    protected override void Draw(RunDirectory directory, BasinCell cell, BasinResult run) =>
        PathPlot.Write(
            directory, Name, new PathFocus(-0.1, 1.1, "large batch", "small batch"),
            [new NamedPath("training", run.Train), new NamedPath("test", run.Test)]);

    public override IReadOnlyList<string> Files => [.. base.Files, Gains];

    protected override void WriteTable(RunDirectory directory, IReadOnlyList<BasinResult> runs)
    {
        CsvTable.Write(
            directory, $"{Name}.csv",
            runs.SelectMany((run, seed) => run.Train.Points.Zip(run.Test.Points, (a, b) => new Row(seed, a.Position, a.Risk, b.Risk))),
            [new("seed", row => row.Seed), new("alpha", row => row.Position), .. RiskColumns.Of<Row>(row => row.Train, row => row.Test)]);
        CsvTable.Write(
            directory, Gains, runs.Index(),
            [
                new("seed", row => row.Index),
                new("at_the_ends", row => row.Item.GainAtTheEnds.Mean),
                new("at_the_ends_standard_error", row => row.Item.GainAtTheEnds.StandardError),
                new("towards_the_ends", row => row.Item.GainTowardsTheEnd.Mean),
                new("towards_the_ends_standard_error", row => row.Item.GainTowardsTheEnd.StandardError),
            ]);
    }

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<BasinResult> runs) => Verdicts(
        [.. runs.Select(run => new SolutionLine([.. run.Train.Points.Select(LinePoint.Of)]))], [.. runs.Select(run => run.GainAtTheEnds)]);

    protected override string Explain(BasinCell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"α = 0 is the end of the large batch's steps, α = 1 that of the small batch's (dashed lines), on all training images of the "
        + $"run and {cell.TestSamples ?? 10_000:N0} test images; bands are two standard errors over the images.");

    private static IReadOnlyList<Verdict> Verdicts(IReadOnlyList<SolutionLine> lines, IReadOnlyList<PairedDifference> gains) =>
        ClaimList.Verdicts(new()
        {
            [27] = PathClaims.NoBarrier(lines),
            [28] = PathClaims.LargeBatchIsSharper(lines),
            [26] = PathClaims.SmallBatchIsBetter(PathClaims.AtTheEnds, gains),
        });

    private sealed record Row(int Seed, double Position, MeasuredRisk Train, MeasuredRisk Test);
}
