using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>The share of the gradient in the top eigenspace along training, and descent with and without it.</summary>
internal sealed class GradientInTopSubspace : LaterExperiment
{
    public override string Name => "gur-ari";

    public override string Title => "The gradient in the span of the top eigenvectors, and descent without it";

    public override IReadOnlyList<string> Files => [.. base.Files, "gur-ari-branches.csv"];

    protected override string Source =>
        "Gur-Ari, Roberts, Dyer 2018: Gradient Descent Happens in a Tiny Subspace, arXiv:1812.04754; and Song, Ahn, Yun 2025, Does SGD "
        + "really happen in tiny subspaces?, ICLR, arXiv:2405.16002";

    protected override string Printed => "Both show their shares and losses in figures and print no number that can be compared.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        SubspaceCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset) with { Seed = seed })];
        IReadOnlyList<SubspaceRun> runs = context.Measure<SubspaceRun>(cells, cancellation);
        SubspaceCell cell = cells[0];
        SubspaceNumbers[] numbers = [.. runs.Select(run => SubspaceNumbers.Of(cell.Classes, run))];
        Draw(directory, cell, runs[0]);
        WriteTables(directory, cell, runs);
        IReadOnlyList<Verdict> verdicts = context.Judge(SubspaceClaims.Of(numbers));
        string table = PageTable.Of(
            numbers.Zip(runs).Index(),
            new("seed", row => $"{row.Index}"),
            new("share of the gradient, second half", row => $"{row.Item.First.Share:0.000}"),
            new("of gradients of batches", row => $"{row.Item.First.BatchShare:0.000}"),
            new("loss at the branching point", row => $"{row.Item.Second.All[0]:0.00e+0}"),
            new("whole steps", row => $"{row.Item.Second.All[^1]:0.00e+0}"),
            new("bulk alone", row => $"{row.Item.Second.Bulk[^1]:0.00e+0}"),
            new("dominant alone", row => $"{row.Item.Second.Dominant[^1]:0.00e+0}"));
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Above: the share ‖Vᵀg‖²/‖g‖² of the gradient over all examples, and of gradients of batches, in the span V of the "
            + $"C = {cell.Classes} top eigenvectors of the Hessian. Below: the loss of three ways on from\n"
            + $"there with the same batches: whole steps, what of them lies in V (computed anew at every step), and the rest (seed 0). "
            + $"A ReLU network {cell.Dimension}–{string.Join('–', cell.Hidden)}–{cell.Classes}\n"
            + $"(P = {runs[0].Parameters:N0}) on {cell.Classes} Gaussian clusters (spread {cell.Spread}, N = {cell.Samples}), batches of "
            + $"{cell.BatchSize}, learning rate {cell.LearningRate}, {cell.Steps:N0} steps and {cell.BranchSteps:N0} on each\n"
            + $"branch, cross-entropy, float64 ({context.Seeds} seeds).\n\n{table}"));
        return verdicts;
    }

    private static SubspaceCell Cell(Preset preset) => preset switch
    {
        Preset.Smoke => new(8, 60, 3, 10, [6], LearningRate: 0.1, BatchSize: 20, Steps: 20, StepsBetween: 5, BranchSteps: 6, Seed: 0),
        Preset.Quick => new(
            30, 1000, 6, 20, [20, 20], LearningRate: 0.1, BatchSize: 20, Steps: 800, StepsBetween: 50, BranchSteps: 160, Seed: 0),
        _ => new(
            100, 4000, 10, 20, [30, 30], LearningRate: 0.1, BatchSize: 20, Steps: 10_000, StepsBetween: 200, BranchSteps: 2000, Seed: 0),
    };

    private static void Draw(RunDirectory directory, SubspaceCell cell, SubspaceRun run)
    {
        Plot shares = CurvePanel.Draw(
            "", "step", "share in the top C",
            [
                new("all examples", [.. run.Looks.Select(l => ((double)l.Step, l.Share))], PlotStyle.Blue) { Marker = 5 },
                new("batches", [.. run.Looks.Select(l => ((double)l.Step, l.BatchShare))], PlotStyle.Vermilion) { Marker = 5 },
            ]);
        shares.Axes.SetLimitsY(-0.03, 1.03);
        Plot losses = CurvePanel.Draw(
            "", "step since the branching point", "loss",
            [
                Branch("whole steps", run.All, PlotStyle.Ink),
                Branch("bulk alone", run.Bulk, PlotStyle.Blue),
                Branch("dominant alone", run.Dominant, PlotStyle.Vermilion),
            ]);
        using var figure = new Figure(shares, losses);
        figure.Write(directory, "gur-ari");

        Curve Branch(string name, IReadOnlyList<double> branch, Color color) =>
            new(name, [.. branch.Select((loss, i) => ((double)i * cell.BranchStepsBetween, loss))], color);
    }

    private static void WriteTables(RunDirectory directory, SubspaceCell cell, IReadOnlyList<SubspaceRun> runs)
    {
        CsvTable.Write(
            directory, "gur-ari.csv",
            runs.Index().SelectMany(run => run.Item.Looks, (run, look) => (Seed: run.Index, Look: look)),
            [
                new("seed", row => row.Seed),
                new("step", row => row.Look.Step),
                new("loss", row => row.Look.Loss, "G9"),
                new("share", row => row.Look.Share, "G9"),
                new("batch_share", row => row.Look.BatchShare, "G9"),
            ]);
        CsvTable.Write(
            directory, "gur-ari-branches.csv",
            runs.Index().SelectMany(run => Enumerable.Range(0, run.Item.All.Count), (run, i) => (Seed: run.Index, Run: run.Item, Index: i)),
            [
                new("seed", row => row.Seed),
                new("step", row => (long)row.Index * cell.BranchStepsBetween),
                new("loss_whole", row => row.Run.All[row.Index], "G9"),
                new("loss_bulk", row => row.Run.Bulk[row.Index], "G9"),
                new("loss_dominant", row => row.Run.Dominant[row.Index], "G9"),
            ]);
    }
}
