using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/training.png</c> and <c>.svg</c>: the loss and the norm of its gradient over all examples against the step, both logarithmic.
/// </summary>
public static class TrainingCurvePlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/training";

    private const long LongestLinear = 1000;
    private const int MostMarkers = 60;

    // Step 0 has no logarithm; it stands half a decade before step 1, under a tick that says 0.
    private const double LogOfStart = -0.5;

    /// <summary>
    /// Draws loss above gradient norm. A zero has no place on a logarithmic axis and is left out; losses of
    /// single batches are drawn lightly.
    /// </summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="training">The training run.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, TrainingResult training, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(training);
        long last = training.History.Count == 0 ? 0 : training.History[^1].Step;
        bool logarithmic = last > LongestLinear;
        Plot loss = PlotStyle.Panel("", "", "loss L");
        Plot norm = PlotStyle.Panel("", "step", "gradient norm ‖∇L‖");
        using var figure = new Figure(loss, norm);

        bool anyBatch = training.History.Any(r => r.GradientNorm is null);
        List<Coordinates> batches = Curve(training.History.Where(r => r.GradientNorm is null), r => r.Loss, logarithmic);
        List<Coordinates> losses = Curve(training.History.Where(r => r.GradientNorm is not null), r => r.Loss, logarithmic);
        List<Coordinates> norms = Curve(training.History.Where(r => r.GradientNorm is not null), r => r.GradientNorm!.Value, logarithmic);
        AddLine(loss, batches, PlotStyle.Grey.WithAlpha(0.5), width: 1, "loss of the next batch");
        AddLine(loss, losses, PlotStyle.Blue, width: 2, anyBatch ? "loss over all examples" : null);
        AddLine(norm, norms, PlotStyle.Blue, width: 2);
        loss.Legend.Alignment = Alignment.UpperRight;
        SetAxes(loss, [.. losses, .. batches], last, logarithmic);
        SetAxes(norm, norms, last, logarithmic);
        figure.Write(run, name);
    }

    private static List<Coordinates> Curve(IEnumerable<TrainingRecord> records, Func<TrainingRecord, double> value, bool logarithmic) =>
        [.. records.Where(r => value(r) > 0).Select(r => new Coordinates(
            !logarithmic ? r.Step : r.Step == 0 ? LogOfStart : Math.Log10(r.Step), Math.Log10(value(r))))];

    private static void AddLine(Plot plot, List<Coordinates> curve, Color color, float width, string? name = null)
    {
        if (curve.Count == 0)
        {
            return;
        }

        Scatter line = plot.Add.Scatter(curve, color);
        line.LegendText = name ?? "";
        line.LineWidth = width;
        line.MarkerSize = curve.Count <= MostMarkers ? 3 * width : 0;
    }

    private static void SetAxes(Plot plot, List<Coordinates> places, long last, bool logarithmic)
    {
        (double low, double high) = PlotStyle.DecadeLimits([.. places.Select(p => p.Y)]);
        plot.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        if (!logarithmic)
        {
            double end = Math.Max(1, last);
            plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
            plot.Axes.SetLimits(-0.02 * end, 1.02 * end, low, high);
            return;
        }

        ScottPlot.TickGenerators.NumericManual ticks = PlotStyle.DecadeTicks(0, Math.Log10(last), PlotStyle.Count);
        ticks.AddMajor(LogOfStart, "0");
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimits(LogOfStart - 0.06, Math.Log10(last) + 0.06, low, high);
    }
}
