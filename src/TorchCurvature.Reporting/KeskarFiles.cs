using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The file of Keskar's sharpness, <c>sharpness.csv</c>: the largest loss that each start of its search found.</summary>
public static class KeskarFiles
{
    private const string TableName = "sharpness.csv";

    /// <summary>Its name.</summary>
    public static IReadOnlyList<string> Names => [TableName];

    /// <summary>Writes it.</summary>
    /// <param name="run">The run that it belongs to.</param>
    /// <param name="result">The sharpness.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, KeskarSharpness result)
    {
        ArgumentNullException.ThrowIfNull(result);
        CsvTable.Write(run, TableName, result.LargestLosses.Index(), [new("start", s => s.Index + 1), new("largest_loss", s => s.Item)]);
    }
}
