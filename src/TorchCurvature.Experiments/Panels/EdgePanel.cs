using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Reporting.Plots;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Panels;

/// <summary>A panel with one curve of ordered eigenvalues for each network, the later ones lighter.</summary>
internal static class EdgePanel
{
    private static readonly ScottPlot.Colormaps.Viridis _colors = new();

    /// <summary>Draws curves.</summary>
    /// <param name="title">Above the panel.</param>
    /// <param name="xLabel">What the horizontal axis counts.</param>
    /// <param name="curves">Name and points of each curve.</param>
    public static Plot Draw(string title, string xLabel, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> curves)
    {
        double largest = curves.SelectMany(c => c.Points).Select(p => Math.Abs(p.Y)).DefaultIfEmpty(1).Max();
        // Numbers between 0.01 and 1000 are read as they are; others in units of a power of ten.
        int exponent = largest == 0 ? 0 : (int)Math.Floor(Math.Log10(largest)) is var e && e is >= -2 and <= 2 ? 0 : e;
        double unit = Math.Pow(10, -exponent);
        string scale = exponent == 0 ? "" : $" (×{ScientificText.PowerOfTen(exponent)})";
        Plot plot = PlotStyle.Panel(title, xLabel, $"eigenvalue λ{scale}");
        for (int i = 0; i < curves.Count; i++)
        {
            Coordinates[] places = [.. curves[i].Points.Select(p => new Coordinates(p.X, unit * p.Y))];
            Scatter line = plot.Add.Scatter(places, _colors.GetColor(curves.Count == 1 ? 0 : 0.9 * i / (curves.Count - 1)));
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, places.Length <= 60 ? 6 : 0, curves[i].Name);
        }

        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.ShowLegend(Edge.Right);
        return plot;
    }
}
