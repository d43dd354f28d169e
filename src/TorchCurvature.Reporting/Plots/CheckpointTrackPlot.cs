using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/checkpoints.png</c> and <c>.svg</c>: the largest eigenvalues of the Hessian at the checkpoints of a training, with the line
/// 2/η; for Adam, below them, those of P^−½ H P^−½ with their own line.
/// </summary>
public static class CheckpointTrackPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/checkpoints";

    private const int MostMarkers = 60;

    // A line so many times as high as the eigenvalues would press them to the floor.
    private const double FarAbove = 3;

    /// <summary>Draws the figure, over the steps where all checkpoints say one, and over their number otherwise.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="points">The checkpoints in their order; at least one.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="ArgumentException">There is no checkpoint.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<CheckpointCurvature> points, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
        {
            throw new ArgumentException("The figure needs at least one checkpoint.", nameof(points));
        }

        bool haveSteps = points.All(p => p.Step is not null);
        double[] places = [.. points.Select((p, i) => haveSteps ? (double)p.Step!.Value : i + 1)];
        string below = haveSteps ? "step" : "checkpoint";
        bool isOfAdam = points.Any(p => p.Preconditioned is not null);
        bool hasMomentum = points.Any(p => !p.IsOfAdam && p.StabilityThreshold is { } line && line != p.TwoOverLearningRate);

        var ofDescent = new StabilityLine("2/η", PlotStyle.Vermilion, [.. points.Select(p => p.IsOfAdam ? null : p.TwoOverLearningRate)]);
        var withMomentum = new StabilityLine("(2 + 2μ)/η", PlotStyle.Green, [.. points.Select(p => p.StabilityThreshold)]);
        StabilityLine[] ofHessian = hasMomentum ? [ofDescent, withMomentum] : [ofDescent];
        Plot hessian = Panel(isOfAdam ? "" : below, "λ of H", places, [.. points.Select(p => p.Hessian)], ofHessian);
        if (!isOfAdam)
        {
            using var single = new Figure(hessian);
            single.Write(run, name);
            return;
        }

        StabilityLine[] ofAdam =
            [new("(2 + 2β₁)/((1 − β₁) η)", PlotStyle.Vermilion, [.. points.Select(p => p.IsOfAdam ? p.StabilityThreshold : null)])];
        Plot preconditioned = Panel(below, "λ of P^−½ H P^−½", places, [.. points.Select(p => p.Preconditioned)], ofAdam);
        using var figure = new Figure(hessian, preconditioned);
        figure.Write(run, name);
    }

    private static Plot Panel(
        string below, string left, double[] places, IReadOnlyList<LargestEigenvalueRecord?> records, IReadOnlyList<StabilityLine> lines)
    {
        Plot plot = PlotStyle.Panel("", below, left);
        List<double> drawn = [];
        int count = records.Max(r => r?.Pairs.Count ?? 0);
        for (int index = 1; index <= count; index++)
        {
            double?[] values = [.. records.Select(r => r is not null && r.Pairs.Count >= index ? r.Pairs[index - 1].Value : (double?)null)];
            drawn.AddRange(AddCurve(plot, places, values, index));
        }

        (double lowest, double highest) = drawn.Count == 0 ? (0, 1) : (Math.Min(0, drawn.Min()), drawn.Max());
        foreach (StabilityLine line in lines)
        {
            highest = Math.Max(highest, AddLine(plot, places, line, highest));
        }

        double span = highest > lowest ? highest - lowest : 1, width = Math.Max(1, places[^1] - places[0]);
        plot.Axes.SetLimits(
            places[0] - (0.02 * width), places[^1] + (0.02 * width), lowest < 0 ? lowest - (0.04 * span) : 0, highest + (0.08 * span));
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks(integers: true);
        plot.Axes.Left.TickGenerator = PlotStyle.LinearTicks();
        plot.Legend.Orientation = Orientation.Horizontal;
        PlotStyle.ShowLegendAt(plot, Edge.Top);
        return plot;
    }

    private static IEnumerable<double> AddCurve(Plot plot, double[] places, double?[] values, int index)
    {
        Coordinates[] curve = Curve(places, values);
        if (curve.Length > 0)
        {
            Scatter line = plot.Add.Scatter(curve, index == 1 ? PlotStyle.Blue : PlotStyle.Blue.WithAlpha(0.35));
            (line.LineWidth, line.MarkerSize) = (index == 1 ? 2.5f : 1.5f, curve.Length <= MostMarkers ? 5 : 0);
            line.LegendText = index == 1 ? "λ max" : index == 2 ? "the next ones" : "";
        }

        return curve.Select(c => c.Y);
    }

    // What the line is in the legend where it is too far above to be drawn; the height that it needs otherwise.
    private static double AddLine(Plot plot, double[] places, StabilityLine stability, double highest)
    {
        Coordinates[] curve = Curve(places, stability.Values);
        if (curve.Length == 0)
        {
            return highest;
        }

        bool isFarAbove = curve.Min(c => c.Y) > FarAbove * highest;
        (double least, double most) = (curve.Min(c => c.Y), curve.Max(c => c.Y));
        string value = least == most ? ScientificText.Plain(least) : $"{ScientificText.Plain(least)} to {ScientificText.Plain(most)}";
        Scatter line = plot.Add.Scatter(curve, stability.Color);
        (line.LineWidth, line.MarkerSize) = (1.5f, curve.Length == 1 ? 5 : 0); // no dashes: the SVG of a curve has none
        line.LegendText = $"{stability.Name} = {value}{(isFarAbove ? ", far above" : "")}";
        return isFarAbove ? highest : Math.Min(most, Math.Max(FarAbove * highest, least));
    }

    private static Coordinates[] Curve(double[] places, IReadOnlyList<double?> values) =>
        [.. places.Zip(values, (x, y) => new Coordinates(x, y ?? double.NaN)).Where(c => double.IsFinite(c.Y))];

    private sealed record StabilityLine(string Name, Color Color, IReadOnlyList<double?> Values);
}
