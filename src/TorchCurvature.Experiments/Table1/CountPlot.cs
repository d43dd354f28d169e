using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Table1;

/// <summary>
/// The counts of table 1 as a picture: a panel for each rule, a line in it for each row, and on it the count over the number of classes,
/// with its range over the seeds, and what the paper has by the same rule.
/// </summary>
internal static class CountPlot
{
    private const int Columns = 3;
    private const int Height = 1300;
    private const int LabelWidth = 196;
    private const int LabelSize = 14;

    // No outlier has no logarithm: it stands left of all that have one.
    private const double LogOfNone = -2;
    private const double Last = 2.4;

    private static readonly CountRule[] s_rules =
    [
        CountRule.Of(OutlierRule.Gap, paper => paper.Gap),
        CountRule.Of(OutlierRule.Ratio, paper => paper.Ratio),
        new("the paper's cutoff", row => row.AbovePaperCutoff, paper => paper.Heuristic),
        CountRule.Of(OutlierRule.BulkEdge, _ => null),
        CountRule.Of(OutlierRule.Knee, _ => null),
        CountRule.Of(OutlierRule.Elbow, _ => null),
    ];

    public static void Write(RunDirectory directory, string name, IReadOnlyList<MeasuredRow> rows)
    {
        using var figure = new Figure(Columns, [.. s_rules.Select(rule => Draw(rule, rows))]) { Height = Height };
        figure.Write(directory, name);
    }

    private static Plot Draw(CountRule rule, IReadOnlyList<MeasuredRow> rows)
    {
        Plot plot = PlotStyle.Panel(rule.Name, "count / C", "");
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = LabelWidth;
        plot.Axes.Left.TickLabelStyle.FontSize = LabelSize;
        plot.Add.VerticalLine(0, width: 5, PlotStyle.Grey.WithAlpha(0.45));
        var labels = new NumericManual();
        foreach ((int i, MeasuredRow row) in rows.Index())
        {
            labels.AddMajor(-i, row.Paper.Name);
            if (rule.Count(row) is { Median: not double.NaN } counts)
            {
                LinePlot range = plot.Add.Line(Log(counts.Least, row), -i, Log(counts.Greatest, row), -i);
                (range.LineColor, range.LineWidth) = (PlotStyle.Blue.WithAlpha(0.6), 3);
                plot.Add.Marker(Log(counts.Median, row), -i, MarkerShape.FilledCircle, size: 9, PlotStyle.Blue);
            }

            if (rule.Printed(row.Paper) is { } printed)
            {
                Marker marker = plot.Add.Marker(Log(printed, row), -i, MarkerShape.OpenCircle, size: 15, PlotStyle.Vermilion);
                marker.MarkerStyle.LineWidth = 2;
            }
        }

        NumericManual ticks = PlotStyle.DecadeTicks(-1, Last, PlotStyle.Count);
        ticks.AddMajor(LogOfNone, "0");
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Left.TickGenerator = labels;
        plot.Axes.SetLimits(LogOfNone - 0.2, Last, 0.4 - rows.Count, 0.6);
        return plot;
    }

    private static double Log(double count, MeasuredRow row) => count < 1 ? LogOfNone : Math.Log10(count / row.Paper.Classes);
}
