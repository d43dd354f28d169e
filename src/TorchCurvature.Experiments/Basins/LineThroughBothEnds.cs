using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Basins;

/// <summary>Figure 10: loss and accuracy on the straight line through the large and the small batch's solutions.</summary>
internal sealed class LineThroughBothEnds : BasinFigure
{
    public override string Name => "figure10";

    public override string Title => "Loss and accuracy on the straight line through the large batch's and the small batch's solutions";

    protected override void Draw(RunDirectory directory, BasinCell cell, BasinResult run) =>
        PathPlot.Write(
            directory, Name, new PathFocus(-0.1, 1.1, "large batch", "small batch"),
            [new NamedPath("training", run.Train), new NamedPath("test", run.Test)]);

    protected override void WriteTable(RunDirectory directory, IReadOnlyList<BasinResult> runs) => CsvTable.Write(
        directory, $"{Name}.csv",
        runs.SelectMany((run, seed) => run.Train.Points.Zip(run.Test.Points, (a, b) => new Row(seed, a.Position, a.Risk, b.Risk))),
        [new("seed", row => row.Seed), new("alpha", row => row.Position), .. RiskColumns.Of<Row>(row => row.Train, row => row.Test)]);

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<BasinResult> runs) => BasinClaims.OfLine(runs);

    protected override string Explain(BasinCell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"α = 0 is the end of the large batch's steps, α = 1 that of the small batch's (dashed lines), on all training images of the "
        + $"run and {cell.TestSamples ?? 10_000:N0} test images; bands are two standard errors over the images.");

    private sealed record Row(int Seed, double Position, MeasuredRisk Train, MeasuredRisk Test);
}
