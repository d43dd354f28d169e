using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// A histogram of each spectrum with logarithmic counts, so that the bulk at zero and single eigenvalues far from it are both seen, and a
/// mark for every outlier. Figure 1 of Sagun, Evci, Güney, Dauphin and Bottou, "Empirical Analysis of the Hessian of
/// Over-Parametrized Neural Networks" (2017).
/// </summary>
public static class SpectrumPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/spectrum";

    private const int Bins = 100;

    // Beyond this many, marks would run into each other and say less than the coloured bars do.
    private const int MostMarks = 50;

    // A bar of one eigenvalue needs a height: bars stand on half an eigenvalue.
    private static readonly double _floor = Math.Log10(0.5);

    /// <summary>Draws one panel for each spectrum, all with the same unit of λ.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="matrix">What the eigenvalues are of, such as <c>Hessian</c>.</param>
    /// <param name="panels">The spectra from top to bottom; at least one.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="ArgumentException">There is no panel.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, string matrix, IReadOnlyList<NamedSpectrum> panels, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(matrix);
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Count == 0)
        {
            throw new ArgumentException("The figure needs at least one spectrum.", nameof(panels));
        }

        using var figure = new Figure(Draw(matrix, panels));
        figure.Write(run, name);
    }

    /// <summary>The panels alone, which the caller owns.</summary>
    internal static Plot[] Draw(string matrix, IReadOnlyList<NamedSpectrum> panels)
    {
        int exponent = UnitExponent(panels.Max(p => Math.Max(Math.Abs(p.Spectrum.Largest), Math.Abs(p.Spectrum.Smallest))));
        return [.. panels.Select(p => Draw(matrix, p, exponent))];
    }

    // Numbers between 0.01 and 1000 are read as they are; others in units of a power of ten.
    private static int UnitExponent(double largest) =>
        largest == 0 ? 0 : (int)Math.Floor(Math.Log10(largest)) is var exponent && exponent is >= -2 and <= 2 ? 0 : exponent;

    private static Plot Draw(string matrix, NamedSpectrum panel, int exponent)
    {
        (string title, Spectrum spectrum, int outliers) = (panel.Title, panel.Spectrum, panel.Outliers?.Count ?? 0);
        string unit = exponent == 0 ? "" : $" (×{ScientificText.PowerOfTen(exponent)})";
        Plot plot = PlotStyle.Panel(title + "\n" + Facts(spectrum), $"eigenvalue λ of the {matrix}{unit}", "number of eigenvalues");
        double scale = Math.Pow(10, -exponent);
        double low = Math.Min(0, spectrum.Smallest) * scale;
        double high = Math.Max(0, spectrum.Largest) * scale;
        (low, high) = high > low ? (low, high) : (-1, 1);
        double width = (high - low) / Bins;

        // Bins are centred on the multiples of their width, so that the noise around zero falls into one of them.
        Dictionary<long, int> all = Histogram(spectrum.Eigenvalues, scale, width);
        Dictionary<long, int> separate = Histogram(spectrum.Eigenvalues.Take(outliers), scale, width);
        double top = Math.Max(1, Math.Log10(all.Values.Max())) + 0.4;
        AddBars(plot, all, width, PlotStyle.Blue);
        AddBars(plot, separate, width, PlotStyle.Vermilion);
        MarkOutliers(plot, outliers, separate, all, width, top);

        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(0, top, PlotStyle.Count);
        plot.Axes.SetLimits(low - 4 * width, high + 4 * width, _floor, top);
        return plot;
    }

    private static Dictionary<long, int> Histogram(IEnumerable<double> eigenvalues, double scale, double width) =>
        eigenvalues.CountBy(e => (long)Math.Round(e * scale / width)).ToDictionary();

    private static void AddBars(Plot plot, Dictionary<long, int> histogram, double width, Color color) =>
        plot.Add.Bars(histogram.Select(bin => new Bar
        {
            Position = bin.Key * width,
            Size = width,
            ValueBase = _floor,
            Value = Math.Log10(bin.Value),
            FillColor = color,
            LineColor = color,
            LineWidth = 0.5f,
        }).ToArray());

    private static void MarkOutliers(
        Plot plot, int outliers, Dictionary<long, int> separate, Dictionary<long, int> all, double width, double top)
    {
        if (outliers is 0 or > MostMarks)
        {
            return;
        }

        // Marks of one bin are stacked, so that each one can be counted.
        double step = 0.05 * (top - _floor);
        Coordinates[] marks = [.. separate.SelectMany(
            bin => Enumerable.Range(1, bin.Value).Select(k => new Coordinates(bin.Key * width, Math.Log10(all[bin.Key]) + k * step)))];
        plot.Add.Markers(marks, MarkerShape.FilledTriangleDown, size: 9, PlotStyle.Vermilion);
        Text text = plot.Add.Text(
            outliers == 1 ? "1 outlier" : string.Create(CultureInfo.InvariantCulture, $"{outliers} outliers"),
            new Coordinates((marks.Min(m => m.X) + marks.Max(m => m.X)) / 2, marks.Max(m => m.Y) + step));
        text.Alignment = Alignment.LowerCenter;
        PlotStyle.Set(text.LabelStyle, 15);
        text.LabelFontColor = PlotStyle.Vermilion;
    }

    // In the title, because no corner of a panel is empty for every spectrum.
    private static string Facts(Spectrum spectrum)
    {
        double largest = Math.Max(Math.Abs(spectrum.Largest), Math.Abs(spectrum.Smallest));
        if (largest == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"P = {spectrum.Dimension}: all 0");
        }

        int near = (int)Math.Floor(Math.Log10(largest)) - 1;
        string counts = string.Create(
            CultureInfo.InvariantCulture,
            $"P = {spectrum.Dimension}: {spectrum.CountNearZero(Math.Pow(10, near))} within ±{ScientificText.PowerOfTen(near)}, "
                + $"{spectrum.NegativeCount} negative beyond rounding");
        return $"{counts}; λ max = {ScientificText.Of(spectrum.Largest)}, λ min = {ScientificText.Of(spectrum.Smallest)}";
    }
}
