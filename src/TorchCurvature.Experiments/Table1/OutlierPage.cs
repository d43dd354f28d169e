using System.Globalization;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>What the page of table 1 says below its verdicts.</summary>
internal static class OutlierPage
{
    /// <summary>
    /// The explanation of the picture, the table beside the paper's, how far they agree, and what longer training changes.
    /// </summary>
    public static string Text(
        IReadOnlyList<MeasuredRow> rows, IReadOnlyList<MeasuredRow> longer, BlobsScale scale, ExperimentContext context) =>
        $"{Explanation(scale, context)}\n\n{Table(rows)}\n\n{Agreement(rows)}\n{Longer(rows, longer, scale)}";

    private static string Explanation(BlobsScale scale, ExperimentContext context) => string.Create(
        CultureInfo.InvariantCulture,
        $"Each panel of the picture is a way to count, each line of it a row of the paper's table: points are the count over the number "
        + $"of classes C (median over {context.Seeds} seeds, lines\n"
        + $"from smallest to largest), rings what the paper counts in that way (one run), and the grey bar is C.\n"
        + $"Networks {scale.Dimension}–{scale.Hidden}–{scale.Hidden}–C, N = {scale.Samples}, "
        + $"learning rate 0.1, until the gradient's norm is {PaperStop.GradientNorm:0e+0} or after {scale.MaxSteps:N0} steps;\n"
        + $"for SGD that of the batch of 32, in the order of the data, as in the authors' released code. Exact Hessian in float64, "
        + $"{context.CellSeconds / 60:0.0} minutes of one thread in all, both stops.\n"
        + $"Counts are median [range] over the seeds to which the rule applies, – where to none; bold where the median is within one of C. "
        + $"What the paper prints for gap and ratio are indices:\n"
        + $"one and two are taken from them here (see table1.csv for both). "
        + $"The rows of spread 10 fit [other batch sizes](../batch-sizes).");

    private static string Table(IReadOnlyList<MeasuredRow> rows) => PageTable.Of(
        rows,
        new("row", r => $"{r.Paper.Name}"),
        new("mean λ", r => $"{r.Mean.Median:0.00e+0}"),
        new("(paper)", r => $"{r.Paper.Mean:0.00e+0}"),
        new("ours / paper's", r => $"{r.Mean.Median / r.Paper.Mean:0.00}"),
        new("gap", r => $"{Cell(r, OutlierRule.Gap)}"),
        new("(paper)", r => $"{r.Paper.Gap}"),
        new("ratio", r => $"{Cell(r, OutlierRule.Ratio)}"),
        new("(paper)", r => $"{r.Paper.Ratio}"),
        new("elbow", r => $"{Cell(r, OutlierRule.Elbow)}"),
        new("knee", r => $"{Cell(r, OutlierRule.Knee)}"),
        new("**bulk-edge**", r => $"{Cell(r, OutlierRule.BulkEdge)}"),
        new("its cutoff", r => $"{r.Cutoffs(OutlierRule.BulkEdge).Median:0.0e+0}"),
        new("above the paper's cutoff", r => $"{r.AbovePaperCutoff?.ToText("0") ?? "N/A"}"),
        new("(paper's heuristic)", r => $"{OrNone(r.Paper.Heuristic)}"),
        new("(paper's cutoff)", r => $"{OrNone(r.Paper.Cutoff)}"),
        new("steps", r => $"{r.Over(s => r.Solutions[s].Steps).Median:N0}"),
        new("‖∇L‖ at the end", r => $"{r.Over(s => r.Solutions[s].GradientNorm).Median:0.0e+0}"));

    private static string Agreement(IReadOnlyList<MeasuredRow> rows)
    {
        MeasuredRow[] compared = [.. rows.Where(r => r.Paper.Heuristic is not null)];
        int byCutoff = compared.Count(r => Math.Abs(r.AbovePaperCutoff!.Median - r.Paper.Heuristic!.Value) <= 1);
        string[] differ = [.. compared.Where(Differs).Select(r => $"{r.Paper.Name} ({Edge(r):0} against {r.Paper.Heuristic})")];
        string where = differ.Length == 0 ? "." : $"; they differ in {string.Join(", ", differ)}.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Agreement with the paper: as many eigenvalues are above its own cutoff as its heuristic says, within one, in {byCutoff} of "
            + $"the {compared.Length} rows where it has a number: the heuristic is a threshold\n"
            + $"for a block of rows. bulk-edge and the heuristic differ by at most one in {compared.Length - differ.Length}{where}\n"
            + $"Its columns for mean and standard deviation of the eigenvalues hold the same numbers; our standard deviations are in "
            + $"table1.csv.\n");
    }

    private static string Longer(IReadOnlyList<MeasuredRow> rows, IReadOnlyList<MeasuredRow> longer, BlobsScale scale)
    {
        string stop = string.Create(CultureInfo.InvariantCulture, $"{scale.StopGradientNorm:0e+0}");
        string table = PageTable.Of(
            rows.Zip(longer),
            new("row", r => $"{r.First.Paper.Name}"),
            new("steps", r => $"{r.First.Over(s => r.First.Solutions[s].Steps).Median:N0}"),
            new($"to {stop}", r => $"{r.Second.Over(s => r.Second.Solutions[s].Steps).Median:N0}"),
            new("mean λ", r => $"{r.First.Mean.Median:0.00e+0}"),
            new($"at {stop}", r => $"{r.Second.Mean.Median:0.00e+0}"),
            new("λ max", r => $"{LargestOf(r.First):0.00e+0}"),
            new($"at {stop}", r => $"{LargestOf(r.Second):0.00e+0}"),
            new("bulk-edge", r => $"{Cell(r.First, OutlierRule.BulkEdge)}"),
            new($"at {stop}", r => $"{Cell(r.Second, OutlierRule.BulkEdge)}"),
            new("ratio", r => $"{Cell(r.First, OutlierRule.Ratio)}"),
            new($"at {stop}", r => $"{Cell(r.Second, OutlierRule.Ratio)}"),
            new("knee", r => $"{Cell(r.First, OutlierRule.Knee)}"),
            new($"at {stop}", r => $"{Cell(r.Second, OutlierRule.Knee)}"));
        return $"""
            ## What longer training changes

            The same networks, trained until the norm of the full gradient is {stop} or after as many steps, SGD in a new order a pass:

            {table}
            """;
    }

    private static double LargestOf(MeasuredRow row) => row.Over(seed => row.Spectra[seed].Largest).Median;

    private static string OrNone(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "N/A";

    private static bool Differs(MeasuredRow row) => !(Math.Abs(Edge(row) - row.Paper.Heuristic!.Value) <= 1);

    private static double Edge(MeasuredRow row) => row.Counts.Summary(OutlierRule.BulkEdge).Median;

    private static string Cell(MeasuredRow row, OutlierRule rule)
    {
        string text = row.Counts.Summary(rule).ToText("0");
        return row.Counts.IsWithinOne(rule) ? $"**{text}**" : text;
    }
}
