using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// <c>plots/track.png</c> and <c>.svg</c>: the largest and the most negative eigenvalue, the size of the functional part beside the
/// Hessian, and the counts of large eigenvalues against the step, all but the share logarithmic.
/// </summary>
public static class TrackPlot
{
    /// <summary>The files' name, without extension, unless another is asked for.</summary>
    public const string DefaultName = "plots/track";

    // Step 0 has no logarithm; it stands half a decade before step 1, under a tick that says 0. A count of 0 stands below 1.
    private const double LogOfStart = -0.5;
    private const double LogOfNone = -0.3;

    /// <summary>Draws the three panels.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="track">The moments in order; at least one.</param>
    /// <param name="name">The files' name, without extension.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<TrackedSpectrum> track, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(track);
        Plot edges = PlotStyle.Panel("", "", "|λ| of the Hessian");
        Plot share = PlotStyle.Panel("", "", "‖F‖ / ‖H‖");
        Plot counts = PlotStyle.Panel("", "step", "large eigenvalues");
        using var figure = new Figure(edges, share, counts);

        List<double> drawn = [];
        IEnumerable<TrackedSpectrum> positive = track.Where(t => t.Spectrum.Largest > t.Spectrum.NoiseFloor);
        IEnumerable<TrackedSpectrum> negative = track.Where(t => t.Spectrum.Smallest < -t.Spectrum.NoiseFloor);
        Add(edges, positive, t => Math.Log10(t.Spectrum.Largest), PlotStyle.Vermilion, "λ max", drawn);
        Add(edges, negative, t => Math.Log10(-t.Spectrum.Smallest), PlotStyle.Blue, "|λ min|", drawn);
        (double low, double high) = PlotStyle.DecadeLimits(drawn);
        edges.Axes.Left.TickGenerator = PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen);
        edges.Axes.SetLimitsY(low, high);
        edges.Legend.Alignment = Alignment.LowerLeft; // both fall as training goes on

        Add(share, track, t => t.FunctionalToHessian, PlotStyle.Blue, "", []);
        share.Axes.SetLimitsY(0, 1.08 * Math.Max(1, track.Max(t => t.FunctionalToHessian)));
        share.Axes.Left.TickGenerator = PlotStyle.LinearTicks();

        drawn = [0];
        OutlierRule[] rules = Enum.GetValues<OutlierRule>();
        for (int i = 0; i < rules.Length; i++)
        {
            OutlierRule rule = rules[i];
            IEnumerable<TrackedSpectrum> applicable = track.Where(t => CountOf(t, rule) is not null);
            Add(
                counts, applicable, t => CountOf(t, rule) is > 0 and var count ? Math.Log10(count) : LogOfNone,
                PlotStyle.Points[i], rule.Name(), drawn);
        }

        double top = Math.Max(1, drawn.Max()) + 0.1;
        NumericTicks(counts, top);
        foreach (Plot panel in (Plot[])[edges, share, counts])
        {
            SetSteps(panel, track[^1].Step);
        }

        figure.Write(run, name);
    }

    private static int? CountOf(TrackedSpectrum look, OutlierRule rule) => look.Outliers.Single(o => o.Rule == rule).Count;

    private static void Add(
        Plot plot, IEnumerable<TrackedSpectrum> track, Func<TrackedSpectrum, double> value, Color color, string name, List<double> drawn)
    {
        Coordinates[] places = [.. track.Select(t => new Coordinates(t.Step == 0 ? LogOfStart : Math.Log10(t.Step), value(t)))];
        if (places.Length > 0)
        {
            drawn.AddRange(places.Select(p => p.Y));
            Scatter line = plot.Add.Scatter(places, color);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 7, name);
        }
    }

    private static void NumericTicks(Plot counts, double top)
    {
        ScottPlot.TickGenerators.NumericManual ticks = PlotStyle.DecadeTicks(0, top, PlotStyle.Count);
        ticks.AddMajor(LogOfNone, "none");
        counts.Axes.Left.TickGenerator = ticks;
        counts.Axes.SetLimitsY(LogOfNone - 0.1, top);
        counts.Legend.Orientation = Orientation.Horizontal;
        counts.ShowLegend(Edge.Top); // beside the panel it would not stand below the others
    }

    private static void SetSteps(Plot panel, long last)
    {
        double end = Math.Max(1, Math.Log10(Math.Max(1, last)));
        ScottPlot.TickGenerators.NumericManual ticks = PlotStyle.DecadeTicks(0, end, PlotStyle.Count);
        ticks.AddMajor(LogOfStart, "0");
        panel.Axes.Bottom.TickGenerator = ticks;
        panel.Axes.SetLimitsX(LogOfStart - 0.08, end + 0.08);
    }
}
