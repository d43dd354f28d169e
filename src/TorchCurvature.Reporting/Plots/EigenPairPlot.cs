using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/eigenpairs.png</c> and <c>.svg</c>: magnitudes of the eigenvalues at both ends against their place from the end, on a
/// logarithmic axis, each with the interval that its residual implies.
/// </summary>
public static class EigenPairPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/eigenpairs";

    /// <summary>Draws the ends of all points into one panel.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="matrix">What the eigenvalues are of, such as <c>Hessian</c>.</param>
    /// <param name="points">The ends of each point's spectrum.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, string matrix, IReadOnlyList<NamedEigenPairs> points, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(matrix);
        ArgumentNullException.ThrowIfNull(points);
        Plot plot = PlotStyle.Panel("", "place from the end", $"|λ| of the {matrix}");
        using var figure = new Figure(plot);
        List<double> drawn = [];
        for (int i = 0; i < points.Count; i++)
        {
            Color color = PlotStyle.Points[i % PlotStyle.Points.Length];
            Add(plot, points[i].Pairs.At(SpectrumEnd.Top), $"{points[i].Point}: top", color, MarkerShape.FilledCircle, drawn);
            Add(
                plot, points[i].Pairs.At(SpectrumEnd.Bottom), $"{points[i].Point}: bottom", color.WithAlpha(0.6), MarkerShape.OpenCircle,
                drawn);
        }

        (double low, double high) = PlotStyle.DecadeLimits(drawn);
        int last = points.SelectMany(p => p.Pairs.Pairs).Select(p => p.Index).DefaultIfEmpty(1).Max();
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
        plot.Axes.SetLimits(0, last + 1, low, high);
        PlotStyle.ShowLegendAt(plot, Edge.Right);
        figure.Write(run, name);
    }

    private static void Add(Plot plot, IReadOnlyList<RitzPair> pairs, string name, Color color, MarkerShape shape, List<double> drawn)
    {
        // What is within its error of zero has no magnitude that could be shown.
        RitzPair[] shown = [.. pairs.Where(p => Math.Abs(p.Value) > p.Radius)];
        if (shown.Length == 0)
        {
            return;
        }

        foreach (RitzPair pair in shown)
        {
            LinePlot interval = plot.Add.Line(
                pair.Index, Math.Log10(Math.Abs(pair.Value) - pair.Radius), pair.Index, Math.Log10(Math.Abs(pair.Value) + pair.Radius));
            (interval.LineColor, interval.LineWidth) = (color, 2);
        }

        Coordinates[] places = [.. shown.Select(p => new Coordinates(p.Index, Math.Log10(Math.Abs(p.Value))))];
        drawn.AddRange(places.Select(p => p.Y));
        Markers markers = plot.Add.Markers(places, shape, size: 8, color);
        markers.LegendText = name;
    }
}
