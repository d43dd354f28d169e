using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// The Baik–Ben Arous–Péché transition: where the sample eigenvalue of a spike is, and how much of its eigenvector, as
/// the spike passes the threshold.
/// </summary>
public static class TransitionPlot
{
    private const int CurvePoints = 600;
    private const double ErrorsShown = 3;

    /// <summary>Draws the place above the overlap.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="model">The bulk.</param>
    /// <param name="largestSpike">Where the axis of the spike ends.</param>
    /// <param name="spike">A spike that is marked on the curves, or null.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, SpikedCovariance model, double largestSpike, double? spike, string name)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(model);
        using var figure = new Figure(DrawPlace(model, largestSpike, spike, []), DrawOverlap(model, largestSpike, spike, []));
        figure.Write(run, name);
    }

    /// <summary>Draws the sample eigenvalue against the spike.</summary>
    internal static Plot DrawPlace(
        SpikedCovariance model, double largestSpike, double? spike, IReadOnlyList<MeasuredSpike> measured, string title = "")
    {
        Plot plot = PlotStyle.Panel(title, "spike ℓ, an eigenvalue of the population", "eigenvalue of the sample");
        VerticalSpan bulk = plot.Add.VerticalSpan(model.Bulk.LowerEdge, model.Bulk.UpperEdge, PlotStyle.Blue.WithAlpha(0.2));
        (bulk.LineWidth, bulk.LegendText) = (0, "bulk");
        LinePlot equal = plot.Add.Line(0, 0, largestSpike, largestSpike);
        (equal.LineColor, equal.LineWidth, equal.LinePattern, equal.LegendText) =
            (PlotStyle.Grey, 1.5f, LinePattern.Dotted, "the spike itself");
        AddCurves(plot, model, largestSpike, p => p.Place, "predicted");
        AddMeasured(plot, measured, m => (m.Place, m.PlaceError));
        Mark(plot, model, spike, p => p.Place);
        double highest = Math.Max(model.Bulk.UpperEdge, model.Predict(largestSpike).Place);
        Finish(plot, model, largestSpike, 1.08 * highest);
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    /// <summary>
    /// Draws the squared overlap of the eigenvectors against the spike; without a legend, which would lie on the curve: it stands beside a
    /// panel of places, and has its colours.
    /// </summary>
    internal static Plot DrawOverlap(
        SpikedCovariance model, double largestSpike, double? spike, IReadOnlyList<MeasuredSpike> measured, string title = "")
    {
        Plot plot = PlotStyle.Panel(title, "spike ℓ, an eigenvalue of the population", "squared overlap");
        AddCurves(plot, model, largestSpike, p => p.Overlap, "predicted");
        AddMeasured(plot, measured, m => (m.Overlap, m.OverlapError));
        Mark(plot, model, spike, p => p.Overlap);
        Finish(plot, model, largestSpike, 1.08);
        plot.HideLegend();
        return plot;
    }

    // The largest sample eigenvalue for a spike above the bulk's variance, the smallest for one below it.
    private static void AddCurves(Plot plot, SpikedCovariance model, double largest, Func<OutlierPrediction, double> quantity, string name)
    {
        double scale = model.Bulk.Scale;
        AddCurve(plot, model, [.. Spaced(scale, model.Threshold), .. Spaced(model.Threshold, largest)], quantity, name);
        if (model.LowerThreshold > 0)
        {
            AddCurve(
                plot, model, [.. Spaced(largest / 1e6, model.LowerThreshold), .. Spaced(model.LowerThreshold, Math.BitDecrement(scale))],
                quantity, "");
        }
    }

    private static IEnumerable<double> Spaced(double from, double to) =>
        Enumerable.Range(0, CurvePoints + 1).Select(i => from + ((to - from) * i / CurvePoints));

    private static void AddCurve(
        Plot plot, SpikedCovariance model, IReadOnlyList<double> spikes, Func<OutlierPrediction, double> quantity, string name)
    {
        Coordinates[] places = [.. spikes.Select(s => new Coordinates(s, quantity(model.Predict(s))))];
        Scatter line = plot.Add.ScatterLine(places, PlotStyle.Ink);
        (line.LineWidth, line.LegendText) = (2, name);
    }

    private static void AddMeasured(
        Plot plot, IReadOnlyList<MeasuredSpike> measured, Func<MeasuredSpike, (double Mean, double Error)> quantity)
    {
        foreach (MeasuredSpike m in measured)
        {
            (double mean, double error) = quantity(m);
            LinePlot range = plot.Add.Line(m.Spike, mean - (ErrorsShown * error), m.Spike, mean + (ErrorsShown * error));
            (range.LineColor, range.LineWidth) = (PlotStyle.Vermilion, 2);
        }

        if (measured.Count > 0)
        {
            Coordinates[] places = [.. measured.Select(m => new Coordinates(m.Spike, quantity(m).Mean))];
            Markers means = plot.Add.Markers(places, MarkerShape.FilledCircle, size: 7, PlotStyle.Vermilion);
            means.LegendText = "sampled, ± 3 errors";
        }
    }

    private static void Mark(Plot plot, SpikedCovariance model, double? spike, Func<OutlierPrediction, double> quantity)
    {
        if (spike is { } value)
        {
            Marker mark = plot.Add.Marker(value, quantity(model.Predict(value)), MarkerShape.FilledCircle, size: 11, PlotStyle.Vermilion);
            mark.LegendText = $"ℓ = {ScientificText.Plain(value)}";
        }
    }

    private static void Finish(Plot plot, SpikedCovariance model, double largest, double top)
    {
        foreach (double threshold in (IEnumerable<double>)[model.LowerThreshold, model.Threshold])
        {
            if (threshold > 0)
            {
                VerticalLine line = plot.Add.VerticalLine(threshold, width: 1.5f, PlotStyle.Green, LinePattern.DenselyDashed);
                line.LegendText = threshold == model.Threshold ? "thresholds" : "";
            }
        }

        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.SetLimits(0, largest, -0.03 * top, top);
    }
}
