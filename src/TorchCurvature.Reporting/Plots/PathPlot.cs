using ScottPlot;
using ScottPlot.Plottables;
using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting.Plots;

/// <summary>
/// Loss and accuracy against the position on a path, one above the other, and λ max below them where it is known. Lines mark both ends, and
/// bands two standard errors of the loss. The loss is logarithmic where it spans more than two decades.
/// </summary>
public static class PathPlot
{
    private const double Errors = 2;
    private const double LinearDecades = 2;
    private const double Room = 0.06;

    /// <summary>Draws <c>name.png</c> and <c>name.svg</c>. Values that are not finite are left out.</summary>
    /// <param name="run">The run that the figure belongs to.</param>
    /// <param name="name">The files' name without extension, with <c>/</c> between folders.</param>
    /// <param name="profiles">The curves; at least one.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, string name, params IReadOnlyList<NamedPath> profiles) => Write(run, name, null, profiles);

    /// <summary>The same with a panel of the loss near both ends, whose names it has.</summary>
    internal static void Write(RunDirectory run, string name, PathFocus? focus, IReadOnlyList<NamedPath> profiles)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(profiles);
        double[] losses = [.. profiles.SelectMany(p => p.Profile.Points).Select(p => p.Risk.Loss).Where(double.IsFinite)];
        bool isLogarithmic = losses.Length > 0 && losses.Min() > 0 && Math.Log10(losses.Max() / losses.Min()) > LinearDecades;
        bool hasEigenvalues = profiles.Any(p => p.Profile.Points.Any(q => q.LargestEigenvalue is not null));
        Plot loss = PlotStyle.Panel("", "", "loss L");
        Plot accuracy = PlotStyle.Panel("", hasEigenvalues ? "" : "position α", "accuracy");
        Plot? eigenvalue = hasEigenvalues ? PlotStyle.Panel("", "position α", "λ max") : null;
        Plot? near = focus is null ? null : DrawNear(focus, profiles);
        using var figure = new Figure([.. ((Plot?[])[loss, near, accuracy, eigenvalue]).OfType<Plot>()])
        {
            Height = near is null ? Figure.UsualHeight : Figure.UsualHeight * 3 / 2,
        };

        for (int i = 0; i < profiles.Count; i++)
        {
            (string label, PathProfile profile) = profiles[i];
            Color color = PlotStyle.Points[i % PlotStyle.Points.Length];
            AddBand(loss, profile, color, isLogarithmic);
            AddLine(loss, Curve(profile, p => Height(p.Risk.Loss, isLogarithmic)), color, label);
            AddLine(accuracy, Curve(profile, p => p.Risk.Accuracy ?? double.NaN), color, "");
            if (eigenvalue is not null)
            {
                AddLine(eigenvalue, Curve(profile, p => p.LargestEigenvalue ?? double.NaN), color, "");
            }
        }

        SetAxes(loss, profiles, [.. losses.Select(l => Height(l, isLogarithmic))], isLogarithmic);
        SetAxes(accuracy, profiles, [0, 1], isLogarithmic: false);
        if (eigenvalue is not null)
        {
            SetAxes(eigenvalue, profiles, [0, .. profiles.SelectMany(p => p.Profile.Points).Select(p => p.LargestEigenvalue ?? double.NaN)
                .Where(double.IsFinite)], isLogarithmic: false);
        }

        loss.Legend.Orientation = Orientation.Horizontal;
        loss.ShowLegend(Edge.Top); // inside it would hide a curve, and beside it the panels would not stand above each other
        figure.Write(run, name);
    }

    // Beyond the ends the loss may be so large that nothing is seen between them.
    private static Plot DrawNear(PathFocus focus, IReadOnlyList<NamedPath> profiles)
    {
        Plot plot = PlotStyle.Panel("", "", "loss L, near the ends");
        double[] losses = [.. profiles.SelectMany(p => Inside(p.Profile, q => q.Risk.Loss)).Select(place => place.Y)];
        foreach ((int i, NamedPath path) in profiles.Index())
        {
            AddLine(plot, Inside(path.Profile, q => q.Risk.Loss), PlotStyle.Points[i % PlotStyle.Points.Length], "");
        }

        SetAxes(plot, profiles, losses, isLogarithmic: false);
        plot.Axes.SetLimitsX(focus.From, focus.To);
        AxisLimits limits = plot.Axes.GetLimits();
        plot.Axes.SetLimitsY(limits.Bottom, limits.Top + (0.2 * (limits.Top - limits.Bottom)));
        PlotStyle.Name(plot, focus.Start, 0, plot.Axes.GetLimits().Top);
        PlotStyle.Name(plot, focus.End, 1, plot.Axes.GetLimits().Top);
        return plot;

        Coordinates[] Inside(PathProfile profile, Func<PathPoint, double> value) =>
            [.. Curve(profile, value).Where(place => place.X >= focus.From && place.X <= focus.To)];
    }

    private static double Height(double loss, bool isLogarithmic) => isLogarithmic ? Math.Log10(loss) : loss;

    private static Coordinates[] Curve(PathProfile profile, Func<PathPoint, double> value) =>
        [.. profile.Points.Select(p => new Coordinates(p.Position, value(p))).Where(c => double.IsFinite(c.Y)).OrderBy(c => c.X)];

    private static void AddLine(Plot plot, Coordinates[] curve, Color color, string name)
    {
        if (curve.Length > 0)
        {
            Scatter line = plot.Add.Scatter(curve, color);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 5, name);
        }
    }

    private static void AddBand(Plot plot, PathProfile profile, Color color, bool isLogarithmic)
    {
        Coordinates[] upper = Curve(profile, p => Height(p.Risk.Loss + (Errors * p.Risk.LossStandardError), isLogarithmic));
        Coordinates[] lower = Curve(profile, p => Height(p.Risk.Loss - (Errors * p.Risk.LossStandardError), isLogarithmic));
        if (upper.Length > 1 && lower.Length == upper.Length)
        {
            Polygon band = plot.Add.Polygon([.. upper, .. lower.Reverse()]);
            (band.FillColor, band.LineWidth) = (color.WithAlpha(0.2), 0);
        }
    }

    private static void SetAxes(Plot plot, IReadOnlyList<NamedPath> profiles, double[] heights, bool isLogarithmic)
    {
        double[] positions = [0, 1, .. profiles.SelectMany(p => p.Profile.Points).Select(p => p.Position)];
        foreach (double end in (double[])[0, 1])
        {
            VerticalLine mark = plot.Add.VerticalLine(end, 1, PlotStyle.Grey, LinePattern.Dashed);
            mark.EnableAutoscale = false;
        }

        double width = positions.Max() - positions.Min();
        (double low, double high) = isLogarithmic
            ? PlotStyle.DecadeLimits(heights)
            : heights.Length == 0 ? (0, 1) : (heights.Min(), heights.Max());
        double margin = isLogarithmic ? 0 : high > low ? Room * (high - low) : Math.Max(Math.Abs(high), 1) * Room;
        plot.Axes.Left.TickGenerator = isLogarithmic
            ? PlotStyle.DecadeTicks(low, high, ScientificText.PowerOfTen)
            : PlotStyle.LinearTicks();
        plot.Axes.Bottom.TickGenerator = PlotStyle.LinearTicks();
        plot.Axes.SetLimits(positions.Min() - (Room / 3 * width), positions.Max() + (Room / 3 * width), low - margin, high + margin);
    }
}
