using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Reporting.Plots;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Panels;

/// <summary>A panel of curves over something that grows by factors, such as the steps of a training, both axes logarithmic.</summary>
internal static class StepPanel
{
    // 0 has no logarithm; it stands half a decade before 1.
    private const double LogOfStart = -0.5;

    /// <summary>Draws curves; what is not positive has no place and is left out.</summary>
    /// <param name="yLabel">What the curves are of.</param>
    /// <param name="curves">Name and points of each curve; at most five.</param>
    /// <param name="xLabel">What they go over.</param>
    /// <param name="legend">Where the legend stands in the panel.</param>
    public static Plot Draw(
        string yLabel, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> curves, string xLabel = "step",
        Alignment legend = Alignment.LowerLeft)
    {
        Plot plot = PlotStyle.Panel("", xLabel, yLabel);
        Coordinates[][] places = [.. curves.Select(c => c.Points.Where(p => p.Y > 0).Select(Place).ToArray())];
        for (int i = 0; i < curves.Count; i++)
        {
            Scatter line = plot.Add.Scatter(places[i], PlotStyle.Points[i % PlotStyle.Points.Length]);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 6, curves[i].Name);
        }

        Coordinates[] all = [.. places.SelectMany(p => p)];
        (double left, double right) = PlotStyle.DecadeLimits([.. all.Select(p => p.X)]);
        (double low, double high) = PlotStyle.DecadeLimits([.. all.Select(p => p.Y)]);
        plot.Axes.Bottom.TickGenerator = PlotStyle.DecadeTicks(Math.Max(0, left), right, PlotStyle.Count);
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        plot.Axes.SetLimits(left, right, low, high);
        plot.ShowLegend(legend);
        return plot;
    }

    private static Coordinates Place((double X, double Y) point) =>
        new(point.X > 0 ? Math.Log10(point.X) : LogOfStart, Math.Log10(point.Y));
}
