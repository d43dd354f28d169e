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
        CsvTable.Write(run, FileName, "step,phase,train_loss,train_accuracy,test_loss,test_accuracy,gradient_norm", records.Select(FormattableString (r) =>
            $"{r.Step},{r.Phase},{r.Train.Loss:G17},{r.Train.Accuracy:G17},{r.Test.Loss:G17},{r.Test.Accuracy:G17},{r.Train.GradientNorm:G17}"));
    }
}
