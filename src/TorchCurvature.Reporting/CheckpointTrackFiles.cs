using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The tables and figures of the curvature at the checkpoints of a training.</summary>
public static class CheckpointTrackFiles
{
    private const string DensityTable = "checkpoint-densities.csv";

    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        CheckpointTrackTable.FileName, DensityTable,
        .. PlotFiles.Of(CheckpointTrackPlot.DefaultName, CheckpointDensityPlot.DefaultName),
    ];

    /// <summary>Writes what is known.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="results">What was found so far; one checkpoint at least.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, CheckpointTrackResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        CheckpointTrackTable.Write(run, results.Points);
        CheckpointTrackPlot.Write(run, results.Points);
        NamedDensity[] densities =
        [
            .. from p in results.Points
               where p.DensityCurve is not null
               select new NamedDensity(p.Path, p.Density!.Dimension, p.DensityCurve!.Points),
        ];
        if (densities.Length == 0)
        {
            return;
        }

        var rows = from density in densities from place in density.Curve select new DensityRow(density.Point, place);
        CsvTable.Write(run, DensityTable, rows, [new("checkpoint", r => r.Checkpoint), .. DensityColumns.Of<DensityRow>(r => r.Place)]);
        CheckpointDensityPlot.Write(run, densities);
    }

    private sealed record DensityRow(string Checkpoint, DensityPoint Place);
}
