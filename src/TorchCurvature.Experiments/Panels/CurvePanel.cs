using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Reporting.Plots;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Panels;

/// <summary>A panel with curves, linear or on a logarithmic vertical axis, where what is not positive has no place.</summary>
internal static class CurvePanel
{
    /// <summary>Draws curves.</summary>
    /// <param name="title">Above the panel.</param>
    /// <param name="xLabel">What the horizontal axis shows.</param>
    /// <param name="yLabel">What the vertical axis shows.</param>
    /// <param name="curves">The curves; at least one point among them.</param>
    /// <param name="isLogarithmic">Whether the vertical axis is.</param>
    public static Plot Draw(string title, string xLabel, string yLabel, IReadOnlyList<Curve> curves, bool isLogarithmic = false)
    {
        Plot plot = PlotStyle.Panel(title, xLabel, yLabel);
        var heights = new List<double>();
        foreach (Curve curve in curves)
        {
            Coordinates[] places =
            [
                .. curve.Points.Where(p => !isLogarithmic || p.Y > 0)
                    .Select(p => new Coordinates(p.X, isLogarithmic ? Math.Log10(p.Y) : p.Y)),
            ];
            if (places.Length == 0)
            {
                continue;
            }

            heights.AddRange(places.Select(p => p.Y));
            Scatter line = plot.Add.Scatter(places, curve.Color);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (curve.Width, curve.Marker, curve.Name);
        }

        plot.Axes.AutoScale();
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        if (isLogarithmic)
        {
            (double low, double high) = PlotStyle.DecadeLimits(heights);
            plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
            plot.Axes.SetLimitsY(low, high);
        }

        PlotStyle.ShowLegendAt(plot, Edge.Right);
        return plot;
    }
}
