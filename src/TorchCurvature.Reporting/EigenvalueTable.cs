using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// <c>eigenvalues.csv</c>: every eigenvalue of every point of a run, as <c>point,index,eigenvalue</c>; the index counts from 1 in
/// descending order, and 17 significant digits give back the same float64. Those that are known to be exactly zero
/// (<see cref="Spectra.Spectrum.ImpliedZeros"/>) are not listed.
/// </summary>
public static class EigenvalueTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "eigenvalues.csv";

    /// <summary>Writes the table line by line.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="points">The spectra in order.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<NamedSpectrum> points, string name = FileName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(points);
        CsvTable.Write(
            run, name, points.SelectMany(p => p.Spectrum.Computed.Select((e, i) => (Point: p.Title, Index: i + 1, Eigenvalue: e))),
            [
                new("point", row => row.Point),
                new("index", row => row.Index),
                new("eigenvalue", row => row.Eigenvalue),
            ]);
    }
}
