using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// A scree plot: eigenvalues against their index with both axes logarithmic, and the magnitudes of the negative ones; those within rounding
/// of zero are left out. Where there are thousands, a few hundred are drawn, evenly on the axis.
/// </summary>
public static class ScreePlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/scree";

    private static readonly LinePattern[] _patterns = [LinePattern.DenselyDashed, LinePattern.Dotted, LinePattern.Dashed];

    /// <summary>Draws the spectra of all points, or of several matrices, into one panel.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="matrix">What the eigenvalues are of, such as <c>Hessian</c>; null where each is of a matrix of its own.</param>
    /// <param name="points">The spectra; outliers are marked by the cutoffs of the next parameter, not theirs.</param>
    /// <param name="outliers">Counts of large eigenvalues at the last point; their cutoffs become horizontal lines. May be empty.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(
        RunDirectory run, string? matrix, IReadOnlyList<NamedSpectrum> points, IReadOnlyList<OutlierCount> outliers,
        string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(outliers);
        Plot plot = PlotStyle.Panel("", "index i", matrix is null ? "eigenvalue λᵢ" : $"eigenvalue λᵢ of the {matrix}");
        using var figure = new Figure(plot);
        List<double> drawn = [];
        for (int i = 0; i < points.Count; i++)
        {
            (string point, Spectrum spectrum, _) = points[i];
            Color color = PlotStyle.Points[i % PlotStyle.Points.Length];
            double floor = spectrum.NoiseFloor;
            AddSeries(plot, [.. spectrum.Eigenvalues.Where(e => e > floor)], drawn, $"{point}: λᵢ > 0", color, negative: false);
            AddSeries(
                plot, [.. spectrum.Eigenvalues.Where(e => e < -floor).Reverse().Select(e => -e)], drawn, $"{point}: |λᵢ|, λᵢ < 0", color,
                negative: true);
        }

        AddCutoffs(plot, outliers, drawn);
        (double low, double high) = PlotStyle.DecadeLimits(drawn);
        double last = Math.Log10(points.Count == 0 ? 1 : points.Max(p => p.Spectrum.Dimension));
        plot.Axes.SetLimits(-0.06, Math.Max(1, last) + 0.06, low, high);
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        plot.Axes.Bottom.TickGenerator = PlotStyle.DecadeTicks(0, Math.Max(1, last), PlotStyle.Count);
        plot.ShowLegend(Alignment.LowerLeft); // where no scree has anything: it falls to the right
        figure.Write(run, name);
    }

    private static void AddSeries(Plot plot, double[] magnitudes, List<double> drawn, string name, Color color, bool negative)
    {
        if (magnitudes.Length == 0)
        {
            return;
        }

        Coordinates[] places = [.. PlotStyle.LogarithmicallyThinned(magnitudes.Length)
            .Select(i => new Coordinates(Math.Log10(i + 1), Math.Log10(magnitudes[i])))];
        drawn.AddRange(places.Select(p => p.Y));
        Scatter series = plot.Add.Scatter(places, negative ? color.WithAlpha(0.45) : color);
        series.LegendText = name;
        series.LineWidth = negative ? 0 : 1;
        series.MarkerShape = negative ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
        series.MarkerSize = 6;
        series.MarkerLineWidth = negative ? 1 : 0;
    }

    private static void AddCutoffs(Plot plot, IReadOnlyList<OutlierCount> outliers, List<double> drawn)
    {
        // Rules that agree share a line.
        int line = 0;
        foreach (IGrouping<(int? Count, double Cutoff), OutlierCount> same in outliers.Where(o => o.Count > 0 && o.Cutoff > 0)
            .GroupBy(o => (o.Count, o.Cutoff)))
        {
            double y = Math.Log10(same.Key.Cutoff);
            drawn.Add(y);
            HorizontalLine cutoff = plot.Add.HorizontalLine(y, width: 1.5f, PlotStyle.Ink, _patterns[line++ % _patterns.Length]);
            string rules = string.Join(", ", same.Select(o => o.Rule.Name()));
            cutoff.LegendText = string.Create(
                CultureInfo.InvariantCulture, $"{rules}: {same.Key.Count} above {ScientificText.Of(same.Key.Cutoff)}");
        }
    }
}
