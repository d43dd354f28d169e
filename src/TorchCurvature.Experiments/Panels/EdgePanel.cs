using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting.Plots;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Panels;

/// <summary>Panels with one curve of ordered eigenvalues for each network: the median over seeds, and the range of the seeds behind it.
/// </summary>
internal static class EdgePanel
{
    private const int MostMarkers = 60;
    private const double BandOpacity = 0.2;

    /// <summary>
    /// The largest eigenvalues, logarithmic, above the same over the largest of each network. The names are in the lower panel, where all
    /// curves begin at 1 and leave room for many.
    /// </summary>
    public static Plot[] DrawRightEdges(string xLabel, IReadOnlyList<EdgeCurve> curves, EdgeMark mark)
    {
        Plot plain = DrawLogarithmic(xLabel, "eigenvalue λ", curves, mark);
        Plot relative = DrawLogarithmic(xLabel, "λ over the largest", [.. curves.Select(c => c.With(OverTheFirst))], mark);
        plain.HideLegend();
        relative.ShowLegend(Alignment.UpperRight);
        return [plain, relative];
    }

    /// <summary>Eigenvalues of either sign on a plain axis.</summary>
    public static Plot Draw(string xLabel, string quantity, IReadOnlyList<EdgeCurve> curves, IReadOnlyList<EdgeMark> marks)
    {
        double largest = curves.SelectMany(c => c.Seeds).SelectMany(seed => seed).Select(Math.Abs).DefaultIfEmpty(1).Max();
        // Numbers between 0.01 and 1000 are read as they are; others in units of a power of ten.
        int exponent = largest == 0 ? 0 : (int)Math.Floor(Math.Log10(largest)) is var e && e is >= -2 and <= 2 ? 0 : e;
        double unit = Math.Pow(10, -exponent);
        string scale = exponent == 0 ? "" : $" (×{ScientificText.PowerOfTen(exponent)})";
        Plot plot = PlotStyle.Panel("", xLabel, quantity + scale);
        Add(plot, curves, value => unit * value);
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        Mark(plot, marks);
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    private static Plot DrawLogarithmic(string xLabel, string quantity, IReadOnlyList<EdgeCurve> curves, EdgeMark mark)
    {
        Plot plot = PlotStyle.Panel("", xLabel, quantity);
        EdgeCurve[] positive = [.. curves.Select(Positive)];
        Add(plot, positive, Math.Log10);
        (double low, double high) = PlotStyle.DecadeLimits(
            [.. positive.SelectMany(c => c.Seeds).SelectMany(seed => seed).Select(Math.Log10)]);
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
        plot.Axes.SetLimitsY(low, high);
        Mark(plot, [mark]);
        return plot;
    }

    private static void Add(Plot plot, IReadOnlyList<EdgeCurve> curves, Func<double, double> height)
    {
        foreach (EdgeCurve curve in curves.Where(c => c.X.Count > 0))
        {
            double[] places = [.. curve.X];
            SeedSummary[] seeds = [.. Enumerable.Range(0, curve.X.Count).Select(i => SeedSummary.Of(curve.Seeds.Select(s => s[i])))];
            double[] lows = [.. seeds.Select(s => height(s.Least))], highs = [.. seeds.Select(s => height(s.Greatest))];
            double[] medians = [.. seeds.Select(s => height(s.Median))];
            FillY band = plot.Add.FillY(places, lows, highs);
            (band.FillColor, band.LineWidth) = (curve.Color.WithOpacity(BandOpacity), 0);
            Scatter line = plot.Add.Scatter(places, medians, curve.Color);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, curve.X.Count <= MostMarkers ? 6 : 0, curve.Name);
        }
    }

    private static void Mark(Plot plot, IReadOnlyList<EdgeMark> marks)
    {
        foreach (EdgeMark mark in marks)
        {
            VerticalLine line = plot.Add.VerticalLine(mark.X, width: 1.5f, mark.Color, LinePattern.DenselyDashed);
            line.LegendText = mark.Name ?? "";
        }
    }

    // Up to the first place where a seed has no positive eigenvalue.
    private static EdgeCurve Positive(EdgeCurve curve)
    {
        int count = curve.Seeds.Min(seed => seed.TakeWhile(value => value > 0).Count());
        return curve.With(seed => [.. seed.Take(count)]) with { X = [.. curve.X.Take(count)] };
    }

    private static double[] OverTheFirst(IReadOnlyList<double> seed) => [.. seed.Select(value => value / seed[0])];
}
