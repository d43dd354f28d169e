using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SkiaSharp;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/layers.png</c> and <c>.svg</c>: for each parameter tensor, the largest and the most negative eigenvalue of its diagonal block
/// by magnitude, and its trace with two standard errors.
/// </summary>
public static class LayerPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/layers";

    private const double Offset = 0.16;

    // In units of the figure: a row, the longest name, and what is above and below the rows.
    private const int RowHeight = 24;
    private const float WidestName = 300;
    private const int HeadHeight = 90;
    private const int AxisHeight = 80;
    private const int LegendRowHeight = 34;
    private const int FooterHeight = 60;
    private const int LeastRows = 18;

    /// <summary>Draws all points into both panels.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="matrix">What the blocks are of, such as <c>Hessian</c>.</param>
    /// <param name="points">The layers of each point.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, string matrix, IReadOnlyList<LayerBars> points, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(matrix);
        ArgumentNullException.ThrowIfNull(points);
        string ofMatrix = "of the " + matrix.Replace(" (", "\n(", StringComparison.Ordinal); // a panel is half of the figure
        string[] names = [.. points.SelectMany(p => p.Layers.Select(l => l.Layer)).Distinct()];
        // Both panels have the same rows, and the names stand at the first one.
        int below = AxisHeight + (2 * points.Count * LegendRowHeight);
        Plot eigenvalues = Panel($"eigenvalues of the diagonal block\n{ofMatrix}", "|λ|", names, below);
        Plot traces = Panel($"trace of the diagonal block\n{ofMatrix}", "trace", new string[names.Length], below);
        using var figure = new Figure(columns: 2, eigenvalues, traces)
        {
            Height = HeadHeight + (Math.Max(LeastRows, names.Length) * RowHeight) + below + FooterHeight,
        };
        List<double> drawn = [], drawnTraces = [];
        for (int i = 0; i < points.Count; i++)
        {
            Color color = PlotStyle.Points[i % PlotStyle.Points.Length];
            double shift = (points.Count - 1 - (2 * i)) * Offset;
            (string point, IReadOnlyList<LayerBar> layers) = points[i];
            Coordinates[] largest = [.. layers.Where(l => l.Largest > 0).Select(l => new Coordinates(Math.Log10(l.Largest), Row(l)))];
            Coordinates[] negative = [.. layers.Where(l => l.Smallest < 0).Select(l => new Coordinates(Math.Log10(-l.Smallest), Row(l)))];
            Add(eigenvalues, largest, $"{point}: λ max", MarkerShape.FilledCircle, color, drawn);
            Add(eigenvalues, negative, $"{point}: λ min, negative", MarkerShape.OpenCircle, color, drawn);
            foreach (LayerBar layer in layers.Where(l => l.Trace > 2 * l.TraceError))
            {
                (double y, double trace, double reach) = (Row(layer), layer.Trace!.Value, 2 * layer.TraceError);
                LinePlot interval = traces.Add.Line(Math.Log10(trace - reach), y, Math.Log10(trace + reach), y);
                (interval.LineColor, interval.LineWidth) = (color, 2);
            }

            Coordinates[] positive = [.. layers.Where(l => l.Trace > 0).Select(l => new Coordinates(Math.Log10(l.Trace!.Value), Row(l)))];
            Add(traces, positive, point, MarkerShape.FilledCircle, color, drawnTraces);

            double Row(LayerBar layer) => names.Length - 1 - Array.IndexOf(names, layer.Layer) + shift;
        }

        Limit(eigenvalues, drawn, names.Length);
        Limit(traces, drawnTraces, names.Length);
        figure.Write(run, name);
    }

    private static Plot Panel(string title, string label, string?[] names, int below)
    {
        Plot plot = PlotStyle.Panel(title, label, "");
        using var font = new SKFont(EmbeddedFont.Typeface, plot.Axes.Left.TickLabelStyle.FontSize);
        string[] shown = [.. names.Select(name => Fitting(name ?? "", font))];
        float margin = shown.Max(name => font.MeasureText(name)) + RowHeight;
        plot.Layout.Fixed(new PixelPadding(margin, RowHeight, below, HeadHeight));
        plot.Axes.Left.TickGenerator = new NumericManual([.. shown.Select((_, i) => (double)(shown.Length - 1 - i))], shown);
        return plot;
    }

    // The end of a name says more than its beginning.
    private static string Fitting(string name, SKFont font)
    {
        string shown = name;
        while (font.MeasureText(shown) > WidestName)
        {
            shown = "…" + shown[(shown.StartsWith('…') ? 2 : 1)..];
        }

        return shown;
    }

    private static void Add(Plot plot, Coordinates[] places, string name, MarkerShape shape, Color color, List<double> drawn)
    {
        if (places.Length > 0)
        {
            drawn.AddRange(places.Select(p => p.X));
            plot.Add.Markers(places, shape, size: 9, color).LegendText = name;
        }
    }

    private static void Limit(Plot plot, List<double> drawn, int rows)
    {
        (double low, double high) = PlotStyle.DecadeLimits(drawn);
        plot.Axes.Bottom.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        plot.Axes.SetLimits(low, high, -0.7, rows - 0.3);
        PlotStyle.ShowLegendAt(plot, Edge.Bottom);
    }
}
