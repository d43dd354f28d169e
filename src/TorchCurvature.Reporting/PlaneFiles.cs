using TorchCurvature.Eigensolvers;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The files of a plane: <c>plane.csv</c> and <c>plots/plane</c>.</summary>
public static class PlaneFiles
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [SurfaceTable.FileName, .. PlotFiles.Of(SurfacePlot.DefaultName)];

    /// <summary>Writes them.</summary>
    /// <param name="run">The run that they belong to.</param>
    /// <param name="result">The plane.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, PlaneResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        SurfaceTable.Write(run, result.Train, result.Test);
        SurfaceMark[] marks = [.. result.Points.Select(p => new SurfaceMark(p.Point, p.X, p.Y))];
        if (result.Axes is { } axes)
        {
            SurfacePlot.Write(run, result.Train, marks, Label(axes.Eigenpairs[0]), Label(axes.Eigenpairs[1]));
        }
        else
        {
            SurfacePlot.Write(run, result.Train, marks);
        }
    }

    private static string Label(RitzPair pair) =>
        $"distance along the eigenvector of {PlaneSummary.Name(pair)} = {Show.Brief(pair.Value)}";
}
