using TorchCurvature.Curvature;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Reporting;

/// <summary>The files of a training run: a TensorBoard event file that grows with it, and tables and figures at its end.</summary>
/// <param name="directory">The run's folder.</param>
public sealed class TrainFiles(RunDirectory directory) : ITrainObserver, IDisposable
{
    // What version 0.1 called the largest eigenvalues: a run that takes such a folder removes them.
    private const string FormerTable = "sharpness.csv", FormerPlot = "plots/sharpness";

    private EventLog? _events;

    /// <summary>
    /// Names of all files that a <see cref="TrainStudy"/> and this write, the manifests aside, for <see cref="RunDirectory.Open"/>.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        RunFiles.FinalModel, .. TrainStudy.CheckpointNames, RiskRecordTable.FileName, LargestEigenvalueTable.FileName, EventLog.FileName,
        FormerTable, .. PlotFiles.Of(RiskRecordPlot.DefaultName, LargestEigenvaluePlot.DefaultName, FormerPlot),
    ];

    /// <summary>Writes the tables and figures of what was recorded.</summary>
    /// <param name="directory">The run's folder.</param>
    /// <param name="results">What was recorded.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory directory, TrainResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        OptimizerSpec optimizer = results.Spec.Training.Optimizer;
        bool hasEigenvalues = results.LargestEigenvalues.Count > 0;
        if (results.Records.Count > 0)
        {
            RiskRecordTable.Write(directory, results.Records);
        }

        if (hasEigenvalues)
        {
            LargestEigenvalueTable.Write(directory, results.LargestEigenvalues, optimizer.LearningRate);
        }

        if (results.Records is [.., var last])
        {
            RiskRecordPlot.Write(directory, results.Records, [.. results.Spec.Switches.Where(s => s < last.Step)]);
        }

        if (hasEigenvalues)
        {
            LargestEigenvaluePlot.Write(directory, results.LargestEigenvalues, optimizer);
        }
    }

    /// <summary>Begins the event file, with what was recorded before.</summary>
    /// <param name="before">What was recorded before.</param>
    public void Begin(TrainResults before)
    {
        ArgumentNullException.ThrowIfNull(before);
        Log(() => _events = new EventLog(directory));
        foreach (RiskRecord record in before.Records)
        {
            Add(record);
        }

        foreach (LargestEigenvalueRecord record in before.LargestEigenvalues)
        {
            Add(record);
        }
    }

    /// <summary>Adds losses and accuracies to the event file.</summary>
    /// <param name="record">They.</param>
    public void Add(RiskRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        LoggedScalar[] ofTest = record.Test is { } test
            ? [new("loss/test", test.Loss), new("accuracy/test", test.Accuracy ?? double.NaN)]
            : [];
        Log(() => _events?.Add(
            record.Step,
            [
                new LoggedScalar("loss/train", record.Train.Loss),
                .. ofTest.Take(1),
                new LoggedScalar("accuracy/train", record.Train.Accuracy ?? double.NaN),
                .. ofTest.Skip(1),
            ]));
    }

    /// <summary>Adds eigenvalues to the event file.</summary>
    /// <param name="record">They.</param>
    public void Add(LargestEigenvalueRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Log(() => _events?.Add(
            record.Step,
            [.. record.Pairs.Select(p => new LoggedScalar(
                p.Index == 1 ? "largest_eigenvalues/lambda_max" : $"largest_eigenvalues/lambda_{p.Index}", p.Value))]));
    }

    /// <summary>Writes the tables and figures.</summary>
    /// <param name="results">What was recorded.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Finish(TrainResults results) => Write(directory, results);

    /// <summary>Closes the event file.</summary>
    public void Dispose() => Log(() => _events?.Dispose());

    // It shows what the tables have as well: a training does not end because it cannot grow.
    private void Log(Action write)
    {
        if (!directory.TryWrite(EventLog.FileName, write))
        {
            _events = null;
        }
    }
}
