using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.EdgeOfStability;

/// <summary>λ max along gradient descent at three rates.</summary>
internal sealed class ThreeRates : LaterExperiment
{
    public override string Name => "cohen";

    public override string Title => "λ max along gradient descent at three learning rates";

    protected override string Source =>
        "Cohen, Kaur, Li, Kolter, Talwalkar 2021: Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability, ICLR, "
        + "arXiv:2103.00065";

    protected override string Printed =>
        "The paper's number is the line itself, 2/η: λ max·η/2 = 1. Its networks are larger and on CIFAR-10; the figure to compare is its "
        + "first one.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        DescentCell[] rates = Rates(context.Preset);
        DescentCell[] cells = [.. Enumerable.Range(0, context.Seeds).SelectMany(seed => rates.Select(cell => cell with { Seed = seed }))];
        IReadOnlyList<DescentLooks> descents = context.Measure<DescentLooks>(cells, cancellation);
        EdgeNumbers[] numbers = [.. cells.Zip(descents, (cell, descent) => EdgeNumbers.Of(cell.Seed, cell.LearningRate, descent))];
        Draw(directory, [.. rates.Zip(descents)]);
        CsvTable.Write(
            directory, "cohen.csv",
            cells.Zip(descents).SelectMany(run => run.Second.Looks, (run, look) => (Cell: run.First, Look: look)),
            [
                new("learning_rate", row => row.Cell.LearningRate, CsvTable.Shortest),
                new("seed", row => row.Cell.Seed),
                new("step", row => row.Look.Step),
                new("loss", row => row.Look.Loss, "G9"),
                new("lambda_max", row => row.Look.Sharpness, "G9"),
                new("lambda_max_eta_half", row => row.Look.Sharpness * row.Cell.LearningRate / 2, "G9"),
            ]);

        IReadOnlyList<Verdict> verdicts = context.Judge(EdgeClaims.Of(numbers));
        DescentCell first = cells[0];
        long parameters = MultilayerPerceptron.ParameterCount(first.Dimension, first.Hidden, first.Classes);
        string table = PageTable.Of(
            numbers.Zip(cells),
            new("η", row => $"{row.Second.LearningRate}"),
            new("seed", row => $"{row.Second.Seed}"),
            new("λ max·η/2 at the start", row => $"{row.First.Initial:0.00}"),
            new("highest", row => $"{row.First.Highest:0.00}"),
            new("median of the last third", row => $"{row.First.Settled:0.000}"),
            new("loss at the edge", row => $"{row.First.LossAtEdge:0.0e+0}"),
            new("at the end", row => $"{row.First.LossAtEnd:0.0e+0}"));
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Above: λ max of the Hessian, the broad lines at 2/η; below: the loss (seed 0). A tanh network with layers "
            + $"{first.Dimension}–{string.Join('–', first.Hidden)}–{first.Classes} (P = {parameters:N0}) fits\n"
            + $"N = {first.Samples} points of overlapping Gaussian clusters (spread {first.Spread}) with squared error ½‖f − "
            + $"y‖², by gradient "
            + $"descent over all of them, in float64, with a look\n"
            + $"every {first.StepsBetween} steps ({context.Seeds} seeds).\n\n{table}"));
        return verdicts;
    }

    private static DescentCell[] Rates(Preset preset)
    {
        DescentCell usual = preset switch
        {
            Preset.Smoke => new DescentCell(10, 40, 3, Spread: 10, [8], LearningRate: 0, Steps: 40, StepsBetween: 10, Seed: 0),
            Preset.Quick => new DescentCell(50, 200, 10, Spread: 20, [30, 30, 30], LearningRate: 0, Steps: 3000, StepsBetween: 20, Seed: 0),
            _ => new DescentCell(100, 1000, 10, Spread: 20, [60, 60, 60], LearningRate: 0, Steps: 20_000, StepsBetween: 50, Seed: 0),
        };
        double[] rates = [0.25, 0.35, 0.5];
        return [.. rates.Select(rate => usual with { LearningRate = rate })];
    }

    private static void Draw(RunDirectory directory, IReadOnlyList<(DescentCell Cell, DescentLooks Descent)> runs)
    {
        List<Curve> sharpness = [], losses = [];
        foreach (((DescentCell cell, DescentLooks descent), Color color) in runs.Zip(PlotStyle.Points))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"η = {cell.LearningRate}");
            sharpness.Add(new(name, [.. descent.Looks.Select(l => ((double)l.Step, l.Sharpness))], color));
            double edge = 2 / cell.LearningRate;
            sharpness.Add(new("", [(0, edge), (cell.Steps, edge)], color.WithAlpha(0.4)) { Width = 5 });
            losses.Add(new(name, [.. descent.Looks.Select(l => ((double)l.Step, l.Loss))], color));
        }

        using var figure = new Figure(
            CurvePanel.Draw("", "", "λ max", sharpness), CurvePanel.Draw("", "step", "loss", losses, isLogarithmic: true));
        figure.Write(directory, "cohen");
    }
}
