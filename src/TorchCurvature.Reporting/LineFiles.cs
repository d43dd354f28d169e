using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The files of a straight line between two networks: <c>interpolation.csv</c> and <c>plots/interpolation</c>.</summary>
public static class LineFiles
{
    private const string TableName = "interpolation.csv";
    private const string PlotName = "plots/interpolation";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [TableName, .. PlotFiles.Of(PlotName)];

    /// <summary>Writes them.</summary>
    /// <param name="run">The run that they belong to.</param>
    /// <param name="line">The line.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, PathResult line)
    {
        ArgumentNullException.ThrowIfNull(line);
        PathTable.Write(run, TableName, line.Train, line.Test);
        PathPlot.Write(run, PlotName, NamedPath.Of(("training", line.Train), ("test", line.Test)));
    }
}
