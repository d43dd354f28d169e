using System.Globalization;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>What the page of table 1 says below its verdicts.</summary>
internal static class OutlierPage
{
    /// <summary>The explanation of the picture, the table beside the paper's, and how far they agree.</summary>
    public static string Text(IReadOnlyList<MeasuredRow> rows, BlobsScale scale, ExperimentContext context) =>
        $"{Explanation(scale, context)}\n\n{Table(rows)}\n\n{Agreement(rows)}";

    private static string Explanation(BlobsScale scale, ExperimentContext context) => string.Create(
        CultureInfo.InvariantCulture,
        $"Each line of the picture is a row of the paper's table, the grey bar its number of classes C; colours are our rules "
        + $"(median over {context.Seeds} seeds, lines from smallest to largest), black marks below\n"
        + $"them are the paper's numbers (one run). Networks {scale.Dimension}–{scale.Hidden}–{scale.Hidden}–C, N = {scale.Samples}, "
        + $"learning rate 0.1, until the gradient's norm is {scale.StopGradientNorm:0e+0} or after\n"
        + $"{scale.MaxSteps:N0} steps; exact Hessian in float64, {context.CellSeconds / 60:0.0} minutes of one thread in all. "
        + $"Counts are median [range]; bold where the median is within one of C.");

    private static string Table(IReadOnlyList<MeasuredRow> rows) => PageTable.Of(
        rows,
        new("row", r => $"{r.Paper.Name}"),
        new("mean λ", r => $"{r.Over(s => r.Spectra[s].Mean).Median:0.00e+0}"),
        new("(paper)", r => $"{r.Paper.Mean:0.00e+0}"),
        new("gap", r => $"{Cell(r, OutlierRule.Gap)}"),
        new("(paper)", r => $"{r.Paper.Gap}"),
        new("ratio", r => $"{Cell(r, OutlierRule.Ratio)}"),
        new("(paper)", r => $"{r.Paper.Ratio}"),
        new("elbow", r => $"{Cell(r, OutlierRule.Elbow)}"),
        new("(paper's heuristic)", r => $"{r.Paper.Heuristic?.ToString(CultureInfo.InvariantCulture) ?? "N/A"}"),
        new("**bulk-edge**", r => $"{Cell(r, OutlierRule.BulkEdge)}"),
        new("its cutoff", r => $"{r.Cutoffs(OutlierRule.BulkEdge).Median:0.0e+0}"),
        new("(paper's cutoff)", r => $"{r.Paper.Cutoff?.ToString(CultureInfo.InvariantCulture) ?? "N/A"}"),
        new("‖∇L‖ at the end", r => $"{r.Over(s => r.Solutions[s].GradientNorm).Median:0.0e+0}"));

    private static string Agreement(IReadOnlyList<MeasuredRow> rows)
    {
        MeasuredRow[] compared = [.. rows.Where(r => r.Paper.Heuristic is not null)];
        string[] differ = [.. compared.Where(Differs).Select(r => $"{r.Paper.Name} ({Edge(r):0} against {r.Paper.Heuristic})")];
        string where = differ.Length == 0 ? "." : $"; they differ in {string.Join(", ", differ)}.";
        IEnumerable<double> quotients = rows
            .Where(r => r.Paper.Cutoff is not null)
            .Select(r => r.Paper.Cutoff!.Value / r.Cutoffs(OutlierRule.BulkEdge).Median)
            .Where(double.IsFinite);
        double cutoffs = SeedSummary.Of(quotients.DefaultIfEmpty(double.NaN)).Median;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Agreement with the paper: bulk-edge and the paper's heuristic differ by at most one in {compared.Length - differ.Length} "
            + $"of the {compared.Length} rows where the paper has a number{where}\n"
            + $"The paper's cutoffs are {cutoffs:0.0} times ours (median over the rows): they move with how far training went, "
            + $"which the paper does not say. Its columns for mean and standard deviation of the eigenvalues hold the same numbers; "
            + $"our standard deviations are in table1.csv.\n");
    }

    private static bool Differs(MeasuredRow row) => Math.Abs(Edge(row) - row.Paper.Heuristic!.Value) > 1;

    private static double Edge(MeasuredRow row) => row.Counts.Summary(OutlierRule.BulkEdge).Median;

    private static string Cell(MeasuredRow row, OutlierRule rule)
    {
        string text = row.Counts.Summary(rule).ToText("0");
        return row.Counts.IsWithinOne(rule) ? $"**{text}**" : text;
    }
}
