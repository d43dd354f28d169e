using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Panels;

/// <summary>
/// A panel with the largest eigenvalues as crosses, logarithmic against their index, those that are counted in another colour.
/// </summary>
internal static class ScreePanel
{
    /// <summary>Draws the first eigenvalues and a line at the cutoff.</summary>
    public static Plot Draw(string title, string quantity, IReadOnlyList<double> eigenvalues, int shown, OutlierCount count)
    {
        Plot plot = PlotStyle.Panel(title, "index", quantity);
        Coordinates[] places = [.. eigenvalues.Take(shown).TakeWhile(e => e > 0).Select((e, i) => new Coordinates(i + 1, Math.Log10(e)))];
        int counted = Math.Min(count.Count ?? 0, places.Length);
        Crosses(plot, places[..counted], PlotStyle.Vermilion);
        Crosses(plot, places[counted..], PlotStyle.Blue);
        if (count.Count > 0)
        {
            plot.Add.HorizontalLine(Math.Log10(count.Cutoff), width: 1.5f, PlotStyle.Ink, LinePattern.DenselyDashed);
        }

        (double low, double high) = PlotStyle.DecadeLimits([.. places.Select(p => p.Y)]);
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
        plot.Axes.SetLimits(-0.03 * shown, 1.03 * shown, low, high);
        return plot;
    }

    /// <summary>Draws counts against the number of classes, both logarithmic, beside the line where they are equal.</summary>
    public static Plot DrawCounts(string title, string quantity, IReadOnlyList<ClassCounts> counts)
    {
        Plot plot = PlotStyle.Panel(title, "classes C", quantity);
        double last = counts.Max(c => Math.Log10(c.Classes)) + 0.2;
        LinePlot equal = plot.Add.Line(0, 0, last, last);
        equal.LineColor = PlotStyle.Grey;
        equal.LineWidth = 1.5f;
        foreach (ClassCounts ofClass in counts)
        {
            SeedSummary count = ofClass.Summary;
            double x = Math.Log10(ofClass.Classes);
            LinePlot range = plot.Add.Line(x, Log(count.Least), x, Log(count.Greatest));
            range.LineColor = PlotStyle.Vermilion;
            range.LineWidth = 3;
            plot.Add.Marker(x, Log(count.Median), MarkerShape.FilledCircle, size: 9, PlotStyle.Vermilion);
        }

        double top = Math.Max(last, counts.Max(c => Log(c.Summary.Greatest)) + 0.1);
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(0, top, PlotStyle.Count);
        plot.Axes.Bottom.TickGenerator = PlotStyle.DecadeTicks(0, last, PlotStyle.Count);
        plot.Axes.SetLimits(0, last, -0.1, top);
        return plot;

        static double Log(double count) => Math.Log10(Math.Max(count, 0.9)); // none has no logarithm: just below 1
    }

    private static void Crosses(Plot plot, Coordinates[] places, Color color)
    {
        if (places.Length > 0)
        {
            Markers crosses = plot.Add.Markers(places, MarkerShape.Cross, size: 8, color);
            crosses.MarkerLineWidth = 1.5f;
        }
    }
}
