using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>Laws of sample covariance spectra as curves, over the histogram of the eigenvalues that they are held against.</summary>
public static class LawPlot
{
    private const int Bins = 70;
    private const int CurvePoints = 400;

    // Logarithmic bars of one eigenvalue stand on half of one.
    private const double LogFloor = 0.5;

    // A density that is unbounded at 0 is cut at this many times its height at the median.
    private const double MostTimesMedian = 5;

    private static readonly Color[] _colors = [PlotStyle.Ink, PlotStyle.Green, PlotStyle.Purple];

    /// <summary>Draws panels one above the other.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="panels">From top to bottom; at least one, each with a law or eigenvalues.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="ArgumentException">There is no panel, or one has neither a law nor eigenvalues.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<LawPanel> panels, string name)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Count == 0 || panels.Any(p => p.Curves.Count + p.Eigenvalues.Count == 0))
        {
            throw new ArgumentException("The figure needs at least one panel, and each a law or eigenvalues.", nameof(panels));
        }

        using var figure = new Figure([.. panels.Select(Draw)]);
        figure.Write(run, name);
    }

    /// <summary>Draws one panel.</summary>
    internal static Plot Draw(LawPanel panel)
    {
        bool isHistogram = panel.Eigenvalues.Count > 0;
        Plot plot = PlotStyle.Panel(panel.Title, panel.Quantity, isHistogram ? "number of eigenvalues" : "density");
        (double low, double high) = Range(panel);
        double width = (high - low) / Bins, top = 0;
        if (isHistogram)
        {
            HashSet<double> outliers = [.. panel.Outliers];
            top = AddBars(
                plot, panel, panel.Eigenvalues.Where(e => !outliers.Contains(e)), low, width, PlotStyle.Blue.WithAlpha(0.5), "eigenvalues");
            top = Math.Max(top, AddBars(plot, panel, outliers, low, width, PlotStyle.Vermilion, panel.OutliersName));
        }

        for (int i = 0; i < panel.Curves.Count; i++)
        {
            top = Math.Max(top, AddLaw(plot, panel, panel.Curves[i], low, width, _colors[i % _colors.Length]));
        }

        double floor = panel.IsLogarithmic ? Math.Log10(LogFloor) : 0,
            ceiling = (panel.IsLogarithmic ? 1.25 : 1.12) * Math.Max(top, panel.IsLogarithmic ? 1 : 1e-300);
        MarkPredicted(plot, panel, low, width, floor, 0.04 * (ceiling - floor));
        plot.Axes.Bottom.TickGenerator = panel.IsLogarithmic
            ? PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen)
            : PlotStyle.LinearTicks();
        plot.Axes.Left.TickGenerator = panel.IsLogarithmic
            ? PlotStyle.DecadeTicks(0, ceiling, PlotStyle.Count)
            : PlotStyle.LinearTicks(integers: isHistogram);
        double margin = 0.02 * (high - low);
        plot.Axes.SetLimits(low - margin, high + margin, floor, ceiling);
        if (panel.IsLogarithmic)
        {
            plot.ShowLegend(Edge.Right); // bars may reach into every corner
        }
        else
        {
            plot.ShowLegend(Alignment.UpperRight);
        }

        return plot;
    }

    private static double Place(LawPanel panel, double x) => panel.IsLogarithmic ? Math.Log10(x) : x;

    private static (double Low, double High) Range(LawPanel panel)
    {
        IEnumerable<double> measured = panel.Eigenvalues.Concat(panel.Predicted);
        IEnumerable<double> upper = panel.Curves.Select(c => Math.Max(c.Law.UpperEdge, c.OutlierThreshold ?? 0)),
            lower = panel.Curves.Select(c => c.Law.LowerEdge);
        // On a logarithmic axis an edge at 0 has no place: the measured eigenvalues say how far it reaches.
        double[] shown =
            [.. (panel.IsLogarithmic ? measured.Concat(upper) : measured.Concat(upper).Concat(lower)).Select(x => Place(panel, x))];
        (double low, double high) = (shown.Min(), shown.Max());
        return high > low ? (low, high) : (low - 1, high + 1);
    }

    private static double AddBars(
        Plot plot, LawPanel panel, IEnumerable<double> eigenvalues, double low, double width, Color color, string name)
    {
        Dictionary<int, int> counts = eigenvalues.CountBy(e => Bin(panel, e, low, width)).ToDictionary();
        if (counts.Count == 0)
        {
            return 0;
        }

        BarPlot bars = plot.Add.Bars(counts.Select(bin => new Bar
        {
            Position = low + ((bin.Key + 0.5) * width),
            Size = width,
            ValueBase = panel.IsLogarithmic ? Math.Log10(LogFloor) : 0,
            Value = Height(panel, bin.Value),
            FillColor = color,
            LineColor = color,
            LineWidth = 0.5f,
        }).ToArray());
        bars.LegendText = name;
        return Height(panel, counts.Values.Max());
    }

    private static int Bin(LawPanel panel, double x, double low, double width) =>
        Math.Clamp((int)((Place(panel, x) - low) / width), 0, Bins - 1);

    private static double Height(LawPanel panel, double count) => panel.IsLogarithmic ? Math.Log10(Math.Max(count, LogFloor)) : count;

    private static double AddLaw(Plot plot, LawPanel panel, LawCurve curve, double low, double width, Color color)
    {
        SpectralLaw law = curve.Law;
        double perDensity = panel.Eigenvalues.Count == 0 ? 1 : panel.Eigenvalues.Count * width / (1 - law.AtomAtZero), top = 0;
        string? name = curve.Name;
        foreach (BulkInterval bulk in law.Bulks)
        {
            double from = panel.IsLogarithmic ? Math.Max(low, Math.Log10(Math.Max(bulk.Lower, double.Epsilon))) : bulk.Lower,
                to = Place(panel, bulk.Upper);
            if (to <= from)
            {
                continue;
            }

            // Close together at the edges, where the density changes fastest; an edge at 0 has no bounded density to begin from.
            int first = bulk.Lower > 0 ? 0 : 1;
            Coordinates[] places = [.. Enumerable.Range(first, CurvePoints + 1 - first).Select(
                i => from + ((to - from) * Math.Pow(Math.Sin(0.5 * Math.PI * i / CurvePoints), 2))).Select(x => new Coordinates(x, At(x)))];
            top = Math.Max(top, places.Max(p => p.Y));
            Scatter line = plot.Add.ScatterLine(places, color);
            (line.LineWidth, line.LegendText) = (2, name ?? "");
            name = null;
        }

        if (curve.OutlierThreshold is { } threshold)
        {
            VerticalLine line = plot.Add.VerticalLine(Place(panel, threshold), width: 1.5f, color, LinePattern.DenselyDashed);
            line.LegendText = "where its outliers begin";
        }

        // The axes end where the measurement does, above a density that has no bound.
        return panel.IsLogarithmic
            || law.LowerEdge > 1e-3 * law.UpperEdge ? top : Math.Min(top, MostTimesMedian * At(law.Quantile(0.5 * (1 + law.AtomAtZero))));

        double At(double place)
        {
            double x = panel.IsLogarithmic ? Math.Pow(10, place) : place;
            return Height(panel, perDensity * law.Density(x) * (panel.IsLogarithmic ? x * Math.Log(10) : 1));
        }
    }

    // Just above the bar that holds them, or on the axis.
    private static void MarkPredicted(Plot plot, LawPanel panel, double low, double width, double floor, double step)
    {
        if (panel.Predicted.Count == 0)
        {
            return;
        }

        Dictionary<int, int> counts = panel.Eigenvalues.CountBy(e => Bin(panel, e, low, width)).ToDictionary();
        Coordinates[] places = [.. panel.Predicted.Select(x => new Coordinates(
            Place(panel, x), (counts.TryGetValue(Bin(panel, x, low, width), out int count) ? Height(panel, count) : floor) + step))];
        Markers marks = plot.Add.Markers(places, MarkerShape.FilledTriangleDown, size: 10, PlotStyle.Purple);
        marks.LegendText = panel.PredictedName;
    }
}
