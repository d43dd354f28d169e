using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace TorchCurvature.Reporting.Plots;

/// <summary><c>plots/layers.png</c> and <c>.svg</c>: for each parameter tensor, the largest and the most negative eigenvalue of its diagonal block by magnitude, and its trace with two standard errors.</summary>
public static class LayerPlot
{
    private const double Offset = 0.16;

    /// <summary>Draws all points into both panels.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="matrix">What the blocks are of, such as <see cref="Curvature.Matrices.CurvatureMatrix.Title"/> says it.</param>
    /// <param name="points">Name of each point and, in the order of the parameters, what is known of each tensor; the trace may be unknown.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(
        RunDirectory run, string matrix,
        IReadOnlyList<(string Point, IReadOnlyList<(string Layer, double Largest, double Smallest, double? Trace,
            double TraceError)> Layers)> points)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(matrix);
        ArgumentNullException.ThrowIfNull(points);
        string ofMatrix = "of the " + matrix.Replace(" (", "\n(", StringComparison.Ordinal); // a panel is half of the figure
        string[] names = [.. points.SelectMany(p => p.Layers.Select(l => l.Layer)).Distinct()];
        Plot eigenvalues = Panel($"eigenvalues of the diagonal block\n{ofMatrix}", "|λ|", names);
        Plot traces = Panel($"trace of the diagonal block\n{ofMatrix}", "trace", names);
        using var figure = new Figure(columns: 2, eigenvalues, traces);
        List<double> drawn = [], drawnTraces = [];
        for (int i = 0; i < points.Count; i++)
        {
            Color color = PlotStyle.Points[i % PlotStyle.Points.Length];
            double shift = (points.Count - 1 - (2 * i)) * Offset;
            (double Y, double Largest, double Smallest, double? Trace, double Error)[] rows =
                [.. points[i].Layers.Select(l => (names.Length - 1 - Array.IndexOf(names, l.Layer) + shift, l.Largest, l.Smallest, l.Trace, l.TraceError))];
            Add(eigenvalues, [.. rows.Where(r => r.Largest > 0).Select(r => new Coordinates(Math.Log10(r.Largest), r.Y))], $"{points[i].Point}: λ max", MarkerShape.FilledCircle, color, drawn);
            Add(eigenvalues, [.. rows.Where(r => r.Smallest < 0).Select(r => new Coordinates(Math.Log10(-r.Smallest), r.Y))], $"{points[i].Point}: λ min, negative", MarkerShape.OpenCircle, color, drawn);
            foreach ((double y, _, _, double? trace, double error) in rows.Where(r => r.Trace > 2 * r.Error))
            {
                LinePlot interval = traces.Add.Line(Math.Log10(trace!.Value - (2 * error)), y, Math.Log10(trace.Value + (2 * error)), y);
                (interval.LineColor, interval.LineWidth) = (color, 2);
            }

            Add(traces, [.. rows.Where(r => r.Trace > 0).Select(r => new Coordinates(Math.Log10(r.Trace!.Value), r.Y))], points[i].Point, MarkerShape.FilledCircle, color, drawnTraces);
        }

        Limit(eigenvalues, drawn, names.Length);
        Limit(traces, drawnTraces, names.Length);
        figure.Write(run, "plots/layers");
    }

    private static Plot Panel(string title, string label, string[] names)
    {
        Plot plot = PlotStyle.Panel(title, label, "");
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = 190;
        plot.Axes.Left.TickGenerator = new NumericManual([.. names.Select((_, i) => (double)(names.Length - 1 - i))], names);
        return plot;
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
