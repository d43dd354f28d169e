using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// The files of a trained curve between two networks: <c>line.csv</c>, <c>curve.csv</c>, <c>plots/connect</c>, and the network in its
/// middle, <c>model-middle.dat</c>.
/// </summary>
public static class CurveFiles
{
    private const string LineTable = "line.csv";
    private const string CurveTable = "curve.csv";
    private const string MiddleModel = "model-middle.dat";
    private const string PlotName = "plots/connect";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [LineTable, CurveTable, MiddleModel, .. PlotFiles.Of(PlotName)];

    /// <summary>Writes them.</summary>
    /// <param name="run">The run that they belong to.</param>
    /// <param name="result">The curve.</param>
    /// <param name="networks">The networks that it connects.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, CurveResult result, LoadedRuns networks)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(networks);
        run.Write(MiddleModel, file => networks.Save(result.Middle, file));
        PathTable.Write(run, LineTable, result.Line.Train, result.Line.Test);
        PathTable.Write(run, CurveTable, result.Curve.Train, result.Curve.Test);
        PathPlot.Write(
            run, PlotName,
            NamedPath.Of(
                ("line, training", result.Line.Train), ("curve, training", result.Curve.Train),
                ("line, test", result.Line.Test), ("curve, test", result.Curve.Test)));
    }
}
