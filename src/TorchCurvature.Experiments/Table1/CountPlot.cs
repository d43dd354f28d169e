using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Table1;

/// <summary>
/// The counts of table 1 as a picture: a line for each row, the number of classes as a bar across it, and the counts of all rules, ours and
/// the paper's.
/// </summary>
internal static class CountPlot
{
    // No outlier has no logarithm; it stands left of 1.
    private const double LogOfNone = -0.3;

    private static readonly (OutlierRule Rule, MarkerShape Shape, Color Color)[] _rules =
    [
        (OutlierRule.Gap, MarkerShape.OpenSquare, PlotStyle.Green),
        (OutlierRule.Ratio, MarkerShape.OpenTriangleUp, PlotStyle.Purple),
        (OutlierRule.Elbow, MarkerShape.OpenDiamond, PlotStyle.Blue),
        (OutlierRule.BulkEdge, MarkerShape.FilledCircle, PlotStyle.Vermilion),
        (OutlierRule.Knee, MarkerShape.OpenTriangleDown, PlotStyle.Ink),
    ];

    public static void Write(RunDirectory directory, string name, IReadOnlyList<MeasuredRow> rows)
    {
        Plot plot = PlotStyle.Panel("", "large eigenvalues (bar: number of classes C)", "");
        using var figure = new Figure(plot);
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = 210;
        var labels = new NumericManual();
        for (int i = 0; i < rows.Count; i++)
        {
            labels.AddMajor(-i, rows[i].Paper.Name);
            double place = Math.Log10(rows[i].Paper.Classes);
            LinePlot classes = plot.Add.Line(place, -i - 0.42, place, -i + 0.42);
            classes.LineColor = PlotStyle.Grey.WithAlpha(0.45);
            classes.LineWidth = 7;
        }

        foreach ((OutlierRule rule, MarkerShape shape, Color color) in _rules)
        {
            AddRanges(plot, rows, rule, color);
            Coordinates[] places = [.. rows.Select((r, i) => new Coordinates(Log(r.Counts.Summary(rule).Median), -i))
                .Where(place => double.IsFinite(place.X))];
            if (places.Length == 0)
            {
                continue; // the rule applies to no row
            }

            Markers median = plot.Add.Markers(places, shape, rule == OutlierRule.BulkEdge ? 12 : 10, color);
            median.MarkerLineWidth = 2;
            median.LegendText = $"{rule.Name()}, median and range";
        }

        AddPaper(plot, rows, r => r.Gap, MarkerShape.Cross, "paper: gap");
        AddPaper(plot, rows, r => r.Ratio, MarkerShape.Eks, "paper: ratio");
        AddPaper(plot, rows, r => r.Heuristic, MarkerShape.Asterisk, "paper: heuristic");

        IEnumerable<double> greatest = rows.SelectMany(r => _rules.Select(rule => Log(r.Counts.Summary(rule.Rule).Greatest)));
        double last = greatest.Where(double.IsFinite).Append(1).Max() + 0.1;
        NumericManual ticks = PlotStyle.DecadeTicks(0, last, PlotStyle.Count);
        ticks.AddMajor(LogOfNone, "none");
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Left.TickGenerator = labels;
        plot.Axes.SetLimits(LogOfNone - 0.1, last, 0.4 - rows.Count, 0.6);
        plot.ShowLegend(Edge.Right);
        figure.Write(directory, name);
    }

    private static void AddRanges(Plot plot, IReadOnlyList<MeasuredRow> rows, OutlierRule rule, Color color)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            SeedSummary counts = rows[i].Counts.Summary(rule);
            if (double.IsNaN(counts.Median))
            {
                continue; // the rule does not apply
            }

            LinePlot range = plot.Add.Line(Log(counts.Least), -i, Log(counts.Greatest), -i);
            range.LineColor = color.WithAlpha(0.6);
            range.LineWidth = 2;
        }
    }

    private static void AddPaper(Plot plot, IReadOnlyList<MeasuredRow> rows, Func<PaperRow, int?> count, MarkerShape shape, string name)
    {
        var places = new List<Coordinates>();
        for (int i = 0; i < rows.Count; i++)
        {
            if (count(rows[i].Paper) is { } printed)
            {
                places.Add(new Coordinates(Log(printed), -i - 0.25));
            }
        }

        if (places.Count > 0)
        {
            Markers markers = plot.Add.Markers(places.ToArray(), shape, size: 8, PlotStyle.Ink);
            markers.MarkerLineWidth = 1.5f;
            markers.LegendText = name;
        }
    }

    private static double Log(double count) => count < 1 ? LogOfNone : Math.Log10(count);
}
