using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Basins;

/// <summary>
/// What figures 9 and 10 share: AlexNet on CIFAR-10, without momentum, dropout and normalization, trained with a batch of 1,000 and then of
/// 32.
/// </summary>
internal abstract class BasinFigure : Experiment
{
    private const double LearningRate = 0.1; // the paper does not say its own

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        string folder = context.Preset == Preset.Smoke ? "" : context.Resolve(Cifar10.Source, cancellation);
        BasinCell[] cells = [.. from seed in Enumerable.Range(0, context.Seeds)
                                select Cell(context.Preset, seed) with { DataFolder = folder, StateFolder = context.CellFolder }];
        IReadOnlyList<BasinResult> runs = context.Measure<BasinResult>(cells, cancellation);
        Draw(directory, cells[0], runs[0]);
        WriteTable(directory, runs);
        IReadOnlyList<Verdict> verdicts = context.Judge(Judge(runs));
        ExperimentPage.Write(directory, this, context, verdicts, Explanation(cells[0], context.Seeds) + "\n\n" + EndsTable(runs));
        return verdicts;
    }

    /// <summary>Draws one run.</summary>
    protected abstract void Draw(RunDirectory directory, BasinCell cell, BasinResult run);

    /// <summary>Writes the numbers of all runs.</summary>
    protected abstract void WriteTable(RunDirectory directory, IReadOnlyList<BasinResult> runs);

    /// <summary>Judges the claims that the figure is for.</summary>
    protected abstract IReadOnlyList<Verdict> Judge(IReadOnlyList<BasinResult> runs);

    /// <summary>What the figure's numbers are taken from, in a sentence.</summary>
    protected abstract string Explain(BasinCell cell);

    private static BasinCell Cell(Preset preset, int seed) => preset switch
    {
        Preset.Smoke => new BasinCell(
            Images: false, TrainSamples: 30, TestSamples: 30, RecordSamples: 12, LargeBatch: 15, SmallBatch: 5, Records: 2, StepsBetween: 2,
            LearningRate, LineSamples: 30, PartsAt: [0, 2, 4], seed),
        Preset.Quick => new BasinCell(
            Images: true, TrainSamples: 10_000, TestSamples: null, RecordSamples: 2000, LargeBatch: 1000, SmallBatch: 32, Records: 25,
            StepsBetween: 40, LearningRate, LineSamples: 10_000, PartsAt: [0, 200, 1000], seed),
        // Thirty passes. After a hundred the large batch's loss is 0, and with this rate the small batch diverges from there at once.
        _ => new BasinCell(
            Images: true, TrainSamples: null, TestSamples: null, RecordSamples: 2000, LargeBatch: 1000, SmallBatch: 32, Records: 100,
            StepsBetween: 15, LearningRate, LineSamples: 10_000, PartsAt: [0, 150, 1500], seed),
    };

    private string Explanation(BasinCell cell, int seeds)
    {
        string images = cell.TrainSamples is { } samples
            ? string.Create(CultureInfo.InvariantCulture, $"{samples:N0} training images of CIFAR-10, as many of each class")
            : "all 50,000 training images of CIFAR-10";
        string runs = seeds == 1 ? "One seed." : $"{seeds} seeds; the picture shows seed 0.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"AlexNet (P = 2,472,266; no momentum, dropout or normalization) on {images}:\n"
            + $"{cell.Switch:N0} steps with batches of {cell.LargeBatch:N0}, then {cell.Switch:N0} with batches of {cell.SmallBatch}, "
            + $"constant learning rate {cell.LearningRate}. {Explain(cell)}\n"
            + $"{runs}");
    }

    private static string EndsTable(IReadOnlyList<BasinResult> runs) => PageTable.Of(
        runs.Select((run, seed) => new Ends(seed, At(run.Train, 0), At(run.Train, 1), At(run.Test, 0), At(run.Test, 1))),
        new("seed", row => $"{row.Seed}"),
        new("training loss at the switch", row => $"{row.TrainAtSwitch.Loss:0.000}"),
        new("at the end", row => $"{row.TrainAtEnd.Loss:0.000}"),
        new("training accuracy at the switch", row => $"{row.TrainAtSwitch.Accuracy:0.0 %}"),
        new("at the end", row => $"{row.TrainAtEnd.Accuracy:0.0 %}"),
        new("test loss at the switch", row => $"{row.TestAtSwitch.Loss:0.000}"),
        new("at the end", row => $"{row.TestAtEnd.Loss:0.000}"),
        new("test accuracy at the switch", row => $"{row.TestAtSwitch.Accuracy:0.0 %}"),
        new("at the end", row => $"{row.TestAtEnd.Accuracy:0.0 %}"));

    private static MeasuredRisk At(PathProfile profile, double position) => profile.Points.Single(p => p.Position == position).Risk;

    private sealed record Ends(
        int Seed, MeasuredRisk TrainAtSwitch, MeasuredRisk TrainAtEnd, MeasuredRisk TestAtSwitch, MeasuredRisk TestAtEnd);
}
