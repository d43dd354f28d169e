using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/plane.png</c> and <c>.svg</c>: the decimal logarithm of the loss over a plane as colours with contour
/// lines, and named points in it.
/// </summary>
public static class SurfacePlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/plane";

    private const int Contours = 12;

    // A loss of 0 has no logarithm; nothing that float64 resolves is below this.
    private const double Smallest = 1e-300;

    /// <summary>Draws the plane. A loss that is not finite leaves its place empty.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="surface">The loss over a grid of at least two columns and two rows, equally spaced and ascending.</param>
    /// <param name="marks">The points to mark.</param>
    /// <param name="horizontal">What x is.</param>
    /// <param name="vertical">What y is.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="ArgumentException">The grid has fewer than two columns or rows.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(
        RunDirectory run, LossSurface surface, IReadOnlyList<SurfaceMark> marks,
        string horizontal = "distance from A towards B", string vertical = "distance across", string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(marks);
        (int columns, int rows) = (surface.Columns.Count, surface.Rows.Count);
        if (columns < 2 || rows < 2)
        {
            throw new ArgumentException(
                $"A picture of a plane needs at least two columns and two rows; this grid has {columns} and {rows}.", nameof(surface));
        }

        Plot plot = PlotStyle.Panel("", horizontal, vertical);
        using var figure = new Figure(plot);
        double[,] heights = new double[rows, columns];
        Coordinates3d[,] places = new Coordinates3d[rows, columns];
        for (int i = 0; i < surface.Points.Count; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            SurfacePoint point = surface.Points[i];
            double height = double.IsFinite(point.Risk.Loss) ? Math.Log10(Math.Max(point.Risk.Loss, Smallest)) : double.NaN;
            heights[rows - 1 - row, column] = height; // a heat map's first row is its top
            places[row, column] = new Coordinates3d(point.X, point.Y, height);
        }

        Heatmap map = plot.Add.Heatmap(heights);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        (double width, double height2) = (surface.Columns[1] - surface.Columns[0], surface.Rows[1] - surface.Rows[0]);
        map.Position = new CoordinateRect(
            surface.Columns[0] - (width / 2), surface.Columns[^1] + (width / 2), surface.Rows[0] - (height2 / 2),
            surface.Rows[^1] + (height2 / 2));
        ColorBar bar = plot.Add.ColorBar(map);
        bar.Label = "log₁₀ of the loss";
        PlotStyle.Set(bar.LabelStyle, 16);
        PlotStyle.Set(bar.Axis.TickLabelStyle, 14);
        bar.Axis.TickGenerator = PlotStyle.LinearTicks();
        if (places.Cast<Coordinates3d>().All(p => double.IsFinite(p.Z)))
        {
            ContourLines lines = plot.Add.ContourLines(places, Contours);
            (lines.LineColor, lines.LineWidth, lines.LabelStyle.IsVisible) = (Colors.White.WithAlpha(0.6), 1, false);
        }

        foreach (SurfaceMark mark in marks)
        {
            plot.Add.Marker(mark.X, mark.Y, MarkerShape.FilledCircle, 14, PlotStyle.Vermilion);
            Text text = plot.Add.Text(mark.Name, mark.X, mark.Y);
            PlotStyle.Set(text.LabelStyle, 18);
            (text.LabelBackgroundColor, text.LabelPadding, text.OffsetX, text.OffsetY) = (Colors.White.WithAlpha(0.8), 3, 12, -30);
        }

        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.SetLimits(map.Position.Value.Left, map.Position.Value.Right, map.Position.Value.Bottom, map.Position.Value.Top);
        figure.Write(run, name);
    }
}
