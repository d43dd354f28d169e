using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Basins;

/// <summary>What figures 9 and 10 share: AlexNet on CIFAR-10, without momentum, dropout and normalization, trained with a batch of 1,000 and then of 32.</summary>
internal abstract class BasinFigure : Experiment
{
    private const double LearningRate = 0.1; // the paper does not say its own

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        string folder = context.Preset == Preset.Smoke ? "" : context.Resolve(Cifar10.Source, cancellation);
        BasinCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => Cell(context.Preset, seed) with { DataFolder = folder, StateFolder = context.CellFolder })];
        IReadOnlyList<BasinResult> runs = context.Measure<BasinResult>(cells, cancellation);
        Draw(directory, cells[0], runs[0]);
        WriteTable(directory, runs);
        IReadOnlyList<Verdict> verdicts = Judge(context, runs);
        BasinCell cell = cells[0];
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(CultureInfo.InvariantCulture, $"""
            AlexNet (P = 2,472,266; no momentum, dropout or normalization) on {(cell.TrainSamples is { } samples ? $"{samples:N0} training images of CIFAR-10, as many of each class" : "all 50,000 training images of CIFAR-10")}:
            {cell.Switch:N0} steps with batches of {cell.LargeBatch:N0}, then {cell.Switch:N0} with batches of {cell.SmallBatch}, constant step {cell.LearningRate}. {Explain(cell)}
            {(context.Seeds == 1 ? "One seed." : $"{context.Seeds} seeds; the picture shows seed 0.")}

            """) + EndsTable(runs));
        return verdicts;
    }

    /// <summary>Draws one run.</summary>
    protected abstract void Draw(RunDirectory directory, BasinCell cell, BasinResult run);

    /// <summary>Writes the numbers of all runs.</summary>
    protected abstract void WriteTable(RunDirectory directory, IReadOnlyList<BasinResult> runs);

    /// <summary>Judges the claims that the figure is for.</summary>
    protected abstract IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<BasinResult> runs);

    /// <summary>What the figure's numbers are taken from, in a sentence.</summary>
    protected abstract string Explain(BasinCell cell);

    private static BasinCell Cell(Preset preset, int seed) => preset switch
    {
        Preset.Smoke => new BasinCell(Images: false, 30, 30, 12, LargeBatch: 15, SmallBatch: 5, Records: 2, StepsBetween: 2, LearningRate, seed),
        Preset.Quick => new BasinCell(Images: true, 10_000, null, 2000, LargeBatch: 1000, SmallBatch: 32, Records: 25, StepsBetween: 40, LearningRate, seed),
        _ => new BasinCell(Images: true, null, null, 10_000, LargeBatch: 1000, SmallBatch: 32, Records: 250, StepsBetween: 100, LearningRate, seed),
    };

    private static string EndsTable(IReadOnlyList<BasinResult> runs)
    {
        var lines = new List<string>
        {
            "",
            "| seed | training loss at the switch | at the end | training accuracy at the switch | at the end | test loss at the switch | at the end | test accuracy at the switch | at the end |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        };
        for (int seed = 0; seed < runs.Count; seed++)
        {
            (PathPoint[] train, PathPoint[] test) = (Ends(runs[seed].Train), Ends(runs[seed].Test));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {seed} | {train[0].Risk.Loss:0.000} | {train[1].Risk.Loss:0.000} | {train[0].Risk.Accuracy:0.0 %} | {train[1].Risk.Accuracy:0.0 %} | {test[0].Risk.Loss:0.000} | {test[1].Risk.Loss:0.000} | {test[0].Risk.Accuracy:0.0 %} | {test[1].Risk.Accuracy:0.0 %} |"));
        }

        return string.Join('\n', lines);

        static PathPoint[] Ends(PathProfile profile) => [.. profile.Points.Where(p => p.Position is 0 or 1)];
    }
}
