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
    private const string Control = "figure10-control";

    public override string Name => "figure10";

    public override string Title => "Loss and accuracy on the straight line through the large batch's and the small batch's solutions";

    public override IReadOnlyList<string> Files => [.. base.Files, Gains, $"{Control}.csv", .. PlotFiles.Of(Control)];

    protected override void Draw(RunDirectory directory, BasinCell cell, BasinResult run)
    {
        PathPlot.Write(
            directory, Name, new PathFocus(-0.1, 1.1, "large batch", "small batch"),
            [new NamedPath("training", run.Train), new NamedPath("test", run.Test)]);
        PathPlot.Write(
            directory, Control,
            [.. run.Orders.Select(o => new NamedPath(FormattableString.Invariant($"parted at step {o.Step:N0}, test"), o.Test))]);
    }

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
        CsvTable.Write(
            directory, $"{Control}.csv",
            runs.SelectMany((run, seed) => run.Orders.SelectMany(
                o => o.Train.Points.Zip(o.Test.Points, (a, b) => new OrdersRow(seed, o.Step, new Row(seed, a.Position, a.Risk, b.Risk))))),
            [
                new("seed", row => row.Seed),
                new("step", row => row.Step),
                new("alpha", row => row.Place.Position),
                .. RiskColumns.Of<OrdersRow>(row => row.Place.Train, row => row.Place.Test),
            ]);
    }

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<BasinResult> runs)
    {
        SolutionLine[] lines = [.. runs.Select(run => new SolutionLine([.. run.Train.Points.Select(LinePoint.Of)]))];
        return
        [
            .. ClaimList.Verdicts(new()
            {
                [27] = PathClaims.NoBarrier(lines),
                [28] = PathClaims.LargeBatchIsSharper(lines),
                [26] = PathClaims.SmallBatchIsBetter(PathClaims.AtTheEnds, [.. runs.Select(run => run.GainAtTheEnds)]),
            }),
            OrderClaims.OneBasinFromTheSwitch([.. runs.Select(run => run.Orders.Select(ErrorRise.Of).ToArray())]),
        ];
    }

    protected override string Explain(BasinCell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        α = 0 is the end of the large batch's steps, α = 1 that of the small batch's (dashed lines), on {cell.LineSamples:N0} training and
        as many test images; bands are two standard errors over the images.

        ![Lines between the ends of two small-batch trainings that part at one step]({Control}.png)

        The control: from each of these steps of the large batch's training two trainings with the small batch go on for {cell.Switch:N0}
        steps, each with an order of its own, and this is the line between their ends, on the test images.
        """);

    private sealed record OrdersRow(int Seed, long Step, Row Place);

    private sealed record Row(int Seed, double Position, MeasuredRisk Train, MeasuredRisk Test);
}
