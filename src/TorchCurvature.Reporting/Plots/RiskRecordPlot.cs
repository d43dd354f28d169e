using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Curvature;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// A run with records: loss, logarithmic, and accuracy on training and test data over the steps; a line where the batch size changes.
/// </summary>
public static class RiskRecordPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/training";

    private const int MostMarkers = 60;

    /// <summary>Draws loss above accuracy. A loss of zero has no place on a logarithmic axis and is left out.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="records">The moments in order; at least one.</param>
    /// <param name="switches">Steps at which a new phase begins.</param>
    /// <param name="name">The files' name without extension, with <c>/</c> between folders.</param>
    /// <param name="phases">What each phase is called, one more than switches; nothing leaves them without names.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(
        RunDirectory run, IReadOnlyList<RiskRecord> records, IReadOnlyList<long> switches, string name = DefaultName,
        params IReadOnlyList<string> phases)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(switches);
        ArgumentNullException.ThrowIfNull(phases);
        Plot loss = PlotStyle.Panel("", "", "loss L");
        Plot accuracy = PlotStyle.Panel("", "step", "accuracy");
        using var figure = new Figure(loss, accuracy);
        List<double> drawn = [];
        foreach ((string label, Color color, Func<RiskRecord, RiskEvaluation?> side) in
            (IEnumerable<(string, Color, Func<RiskRecord, RiskEvaluation?>)>)[("training", PlotStyle.Blue, r => r.Train),
                ("test", PlotStyle.Vermilion, r => r.Test)])
        {
            Coordinates[] losses = [.. records.Where(r => side(r)?.Loss > 0)
                .Select(r => new Coordinates(r.Step, Math.Log10(side(r)!.Loss)))];
            drawn.AddRange(losses.Select(p => p.Y));
            Add(loss, losses, color, label);
            Add(accuracy, [.. records.Where(r => side(r)?.Accuracy is not null)
                .Select(r => new Coordinates(r.Step, side(r)!.Accuracy!.Value))], color, label);
        }

        double last = Math.Max(1, records[^1].Step);
        (double low, double high) = PlotStyle.DecadeLimits(drawn);
        loss.Axes.SetLimits(-0.02 * last, 1.02 * last, low, high);
        loss.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        loss.Legend.Alignment = Alignment.UpperRight;
        accuracy.Axes.SetLimits(-0.02 * last, 1.02 * last, 0, 1.04);
        accuracy.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        accuracy.Legend.Alignment = Alignment.LowerRight;
        foreach (Plot panel in (Plot[])[loss, accuracy])
        {
            panel.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
            foreach (long step in switches)
            {
                panel.Add.VerticalLine(step, width: 1, PlotStyle.Grey, LinePattern.Dashed);
            }
        }

        long[] ends = [0, .. switches, records[^1].Step];
        foreach ((int place, string phase) in phases.Index())
        {
            PlotStyle.Name(accuracy, phase, 0.5 * (ends[place] + ends[place + 1]), 1.04);
        }

        figure.Write(run, name);
    }

    private static void Add(Plot plot, Coordinates[] curve, Color color, string name)
    {
        if (curve.Length > 0)
        {
            Scatter line = plot.Add.Scatter(curve, color);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, curve.Length <= MostMarkers ? 5 : 0, name);
        }
    }
}
