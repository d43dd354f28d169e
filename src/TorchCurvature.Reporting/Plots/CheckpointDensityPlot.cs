using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/checkpoint-densities.png</c> and <c>.svg</c>: the spectral density of the Hessian at a few checkpoints of a training, as
/// eigenvalues per unit of λ on a logarithmic axis, the earlier ones darker.
/// </summary>
public static class CheckpointDensityPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/checkpoint-densities";

    // More lines than these are not told apart.
    private const int MostLines = 6;

    // Densities below this share of one eigenvalue's own peak are nothing but the tail of a Gaussian.
    private const double FloorShare = 1e-2;

    // The end of the colours is a yellow that white paper swallows.
    private const double LightestColor = 0.85;

    /// <summary>Draws the figure: the first checkpoint, the last one, and some evenly between.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="points">The densities in the order of the checkpoints; at least one.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="ArgumentException">There is no density.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<NamedDensity> points, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
        {
            throw new ArgumentException("The figure needs at least one density.", nameof(points));
        }

        Plot plot = PlotStyle.Panel("", "eigenvalue λ of the Hessian", "eigenvalues per unit of λ");
        using var figure = new Figure(plot);
        int lines = Math.Min(MostLines, points.Count);
        NamedDensity[] shown = [.. Enumerable.Range(0, lines).Select(i => points[Evenly(i, lines, points.Count)])];
        (double low, double high) = (shown.Min(p => p.Curve[0].Eigenvalue), shown.Max(p => p.Curve[^1].Eigenvalue));
        double top = shown.Max(p => p.Curve.Max(d => d.Density) * p.Dimension);
        double floor = Math.Min(top / 10, FloorShare * 100 / (high - low));
        var colors = new ScottPlot.Colormaps.Viridis();
        foreach ((int i, NamedDensity point) in shown.Index())
        {
            double[] places = [.. point.Curve.Select(d => d.Eigenvalue)];
            double[] heights = [.. point.Curve.Select(d => Math.Log10(Math.Max(floor, d.Density * point.Dimension)))];
            Color color = colors.GetColor(lines == 1 ? 0 : LightestColor * i / (lines - 1));
            Scatter line = plot.Add.ScatterLine(places, heights, color);
            (line.LineWidth, line.LegendText) = (2, point.Point);
        }

        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(Math.Log10(floor), Math.Log10(top), ScientificText.PowerOfTen);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.SetLimits(low, high, Math.Log10(floor), Math.Log10(top) + 0.3);
        plot.Legend.Alignment = Alignment.UpperRight;
        plot.ShowLegend();
        figure.Write(run, name);
    }

    private static int Evenly(int index, int lines, int count) =>
        lines == 1 ? 0 : (int)Math.Round(index * (count - 1.0) / (lines - 1));
}
