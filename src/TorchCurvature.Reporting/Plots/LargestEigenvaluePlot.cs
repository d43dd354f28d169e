using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/largest-eigenvalues.png</c> and <c>.svg</c>: the largest eigenvalues of the Hessian over the steps of a training run, with the
/// line above which the steps are not stable, 2/η for gradient descent (edge of stability); from 0.
/// </summary>
public static class LargestEigenvaluePlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/largest-eigenvalues";

    private const int MostMarkers = 60;

    /// <summary>Draws the figure.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="records">The moments in order; at least one.</param>
    /// <param name="optimizer">Whose steps; the threshold of a preconditioned one is of another matrix, and is not drawn.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(
        RunDirectory run, IReadOnlyList<LargestEigenvalueRecord> records, OptimizerSpec optimizer, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(optimizer);
        Plot plot = PlotStyle.Panel("", "step", "eigenvalue λᵢ of the Hessian");
        using var figure = new Figure(plot);
        double highest = optimizer.IsPreconditioned ? 0 : optimizer.StabilityThreshold;
        for (int index = 1; index <= records.Max(r => r.Pairs.Count); index++)
        {
            Coordinates[] places =
                [.. records.Where(r => r.Pairs.Count >= index).Select(r => new Coordinates(r.Step, r.Pairs[index - 1].Value))];
            highest = Math.Max(highest, places.Max(p => p.Y));
            Scatter line = plot.Add.Scatter(places, index == 1 ? PlotStyle.Blue : PlotStyle.Blue.WithAlpha(0.35));
            (line.LineWidth, line.MarkerSize) = (index == 1 ? 2.5f : 1.5f, places.Length <= MostMarkers ? 5 : 0);
            line.LegendText = index == 1 ? "λ max" : index == 2 ? "the next ones" : "";
        }

        if (!optimizer.IsPreconditioned)
        {
            double edge = optimizer.StabilityThreshold;
            HorizontalLine stability = plot.Add.HorizontalLine(edge, width: 1.5f, PlotStyle.Vermilion, LinePattern.Dashed);
            stability.LegendText = $"{optimizer.StabilityFormula} = {ScientificText.Plain(edge)}";
        }

        double last = Math.Max(1, records[^1].Step);
        plot.Axes.SetLimits(-0.02 * last, 1.02 * last, 0, highest > 0 ? 1.08 * highest : 1);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.ShowLegend(Edge.Right);
        figure.Write(run, name);
    }
}
