using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary><c>split.csv</c>, the eigenvalues of the Hessian's parts, and a figure for each point.</summary>
public static class SplitFiles
{
    private const string TableName = "split.csv";

    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } = [TableName, .. PlotFiles.Of([.. PointNames.All.Select(PlotOf)])];

    /// <summary>Writes them, where there is a split.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="points">The points.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<ExactResult> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        ExactResult[] split = [.. points.Where(p => p.Split is not null)];
        if (split.Length == 0)
        {
            return;
        }

        var rows =
            from point in split
            from part in point.Split!.Parts
            from eigenvalue in part.Spectrum.Eigenvalues.Index()
            select new { Point = point.Name, Matrix = part.Matrix.FileName, Index = eigenvalue.Index + 1, Value = eigenvalue.Item };
        CsvTable.Write(run, TableName, rows,
        [
            new("point", r => r.Point),
            new("matrix", r => r.Matrix),
            new("index", r => r.Index),
            new("eigenvalue", r => r.Value),
        ]);
        foreach (ExactResult point in split)
        {
            NamedSpectrum[] parts = [.. point.Split!.Parts.Select(p => new NamedSpectrum(p.Matrix.FileName, p.Spectrum))];
            ScreePlot.Write(run, matrix: null, parts, [], PlotOf(point.Name));
        }
    }

    private static string PlotOf(string point) => $"plots/split-{point}";
}
