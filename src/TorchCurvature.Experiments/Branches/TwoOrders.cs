using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Branches;

/// <summary>Two orders of the examples from one step on, and the barrier between their ends against that step.</summary>
internal sealed class TwoOrders : LaterExperiment
{
    public override string Name => "frankle";

    public override string Title => "Instability against the step at which two orders part";

    protected override string Source =>
        "Frankle, Dziugaite, Roy, Carbin 2020: Linear Mode Connectivity and the Lottery Ticket Hypothesis, ICML, arXiv:1912.05671";

    protected override string Printed =>
        "The paper calls a network stable where the error rises by less than 2 %, and finds LeNet on MNIST stable from the start, larger "
        + "networks from early in training on; its barriers are in figures, and of other networks.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BranchCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset) with { Seed = seed })];
        IReadOnlyList<BranchResult> results = context.Measure<BranchResult>(cells, cancellation);
        BranchCell cell = cells[0];
        BranchNumbers[] numbers = [.. results.Select(result => BranchNumbers.Of(cell.Steps, result))];
        Draw(directory, results);
        CsvTable.Write(
            directory, "frankle.csv",
            results.Index().SelectMany(result => result.Item.Points, (result, point) => (Seed: result.Index, Point: point)),
            [
                new("seed", row => row.Seed),
                new("step", row => row.Point.Step),
                new("train_error_barrier", row => row.Point.TrainError, "G9"),
                new("test_error_barrier", row => row.Point.TestError, "G9"),
                new("train_loss_barrier", row => row.Point.TrainLoss, "G9"),
                new("test_loss_barrier", row => row.Point.TestLoss, "G9"),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge(BranchClaims.Of(numbers));
        string table = PageTable.Of(
            cell.Parts.Index(),
            new("step k", row => $"{row.Item:N0}"),
            new("rise of the test error", row => $"{Over(results, row.Index, p => p.TestError).ToText("0.0 %")}"),
            new("of the training error", row => $"{Over(results, row.Index, p => p.TrainError).ToText("0.0 %")}"),
            new("of the training loss", row => $"{Over(results, row.Index, p => p.TrainLoss).ToText("0.000")}"),
            new("of the test loss", row => $"{Over(results, row.Index, p => p.TestLoss).ToText("0.000")}"));
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"How far error and loss rise on the straight line between the ends of two trainings that part at step k, above the "
            + $"mean of both "
            + $"ends (31 points): thin, every seed; thick, the mean. A ReLU network\n"
            + $"{cell.Dimension}–{string.Join('–', cell.Hidden)}–{cell.Classes} (P = {results[0].Parameters:N0}) on "
            + $"{cell.Clusters} Gaussian "
            + $"clusters in {cell.Classes} classes (spread {cell.Spread}, N = {cell.Samples}), batches of {cell.BatchSize}, learning rate "
            + $"{cell.LearningRate},\n"
            + $"{cell.Steps:N0} steps in all. The trained networks have {results.Average(r => r.TrainAccuracy):0.0 %} of the training and "
            + $"{results.Average(r => r.TestAccuracy):0.0 %} of the test data right ({context.Seeds} seeds).\n\n{table}"));
        return verdicts;
    }

    private static SeedSummary Over(IReadOnlyList<BranchResult> results, int index, Func<BranchingPoint, double> number) =>
        SeedSummary.Of(results.Select(r => number(r.Points[index])));

    private static BranchCell Cell(Preset preset) => preset switch
    {
        Preset.Smoke => new(
            4, 60, Clusters: 6, Classes: 3, Spread: 2, [8], LearningRate: 0.1, BatchSize: 20, Steps: 20, Parts: [0, 5, 10], Seed: 0),
        Preset.Quick => new(
            20, 1000, Clusters: 60, Classes: 6, Spread: 4, [20, 20], LearningRate: 0.3, BatchSize: 10, Steps: 4000,
            Parts: [0, 50, 100, 200, 400, 800, 1600, 2400], Seed: 0),
        _ => new(
            20, 4000, Clusters: 100, Classes: 10, Spread: 4, [60, 60], LearningRate: 0.3, BatchSize: 10, Steps: 40_000,
            Parts: [0, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800], Seed: 0),
    };

    private static void Draw(RunDirectory directory, IReadOnlyList<BranchResult> results)
    {
        using var figure = new Figure(
            Panel("", "rise of the error", (p => p.TestError, "test"), (p => p.TrainError, "training")),
            Panel("step k at which the orders part", "rise of the loss", (p => p.TestLoss, "test"), (p => p.TrainLoss, "training")));
        figure.Write(directory, "frankle");

        Plot Panel(string xLabel, string yLabel, params (Func<BranchingPoint, double> Number, string Name)[] numbers)
        {
            List<Curve> curves = [];
            foreach (((Func<BranchingPoint, double> number, string name), Color color) in numbers.Zip(PlotStyle.Points))
            {
                curves.AddRange(results.Select(r => new Curve(
                    "", [.. r.Points.Select(p => ((double)p.Step, number(p)))], color.WithAlpha(0.35))
                { Width = 1 }));
                curves.Add(new(
                    name,
                    [.. results[0].Points.Select((p, i) => ((double)p.Step, results.Average(r => number(r.Points[i]))))],
                    color)
                { Width = 3, Marker = 6 });
            }

            return CurvePanel.Draw("", xLabel, yLabel, curves);
        }
    }
}
