using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary><c>largest-eigenvalues.csv</c>: the largest eigenvalues of the Hessian at steps of a training run, beside 2/η.</summary>
public static class LargestEigenvalueTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "largest-eigenvalues.csv";

    /// <summary>Writes the table, a line for each eigenvalue.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="records">The moments in order.</param>
    /// <param name="learningRate">η, the constant learning rate.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<LargestEigenvalueRecord> records, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(records);
        CsvTable.Write(run, FileName, records.SelectMany(r => r.Pairs.Select(p => new Row(r, p))),
        [
            new("step", row => row.Record.Step),
            new("index", row => row.Pair.Index),
            new("eigenvalue", row => row.Pair.Value),
            new("residual", row => row.Pair.ResidualNorm),
            new("two_over_learning_rate", _ => 2 / learningRate),
            new("confirmed", row => row.Record.IsConfirmed),
        ]);
    }

    private sealed record Row(LargestEigenvalueRecord Record, RitzPair Pair);
}
