using TorchCurvature.Curvature;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary><c>records.csv</c>: loss and accuracy on training and test data at steps of a training run.</summary>
public static class RiskRecordTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "records.csv";

    /// <summary>Writes the table.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="records">The moments in order.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<RiskRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        CsvTable.Write(run, FileName, records, [.. Columns<RiskRecord>(r => r), new("gradient_norm", r => r.Train.GradientNorm)]);
    }

    /// <summary>Step, phase, losses and accuracies.</summary>
    internal static IReadOnlyList<Column<T>> Columns<T>(Func<T, RiskRecord> record) =>
    [
        new("step", row => record(row).Step),
        new("phase", row => record(row).Phase),
        new("train_loss", row => record(row).Train.Loss),
        new("train_accuracy", row => record(row).Train.Accuracy),
        new("test_loss", row => record(row).Test?.Loss),
        new("test_accuracy", row => record(row).Test?.Accuracy),
    ];
}
