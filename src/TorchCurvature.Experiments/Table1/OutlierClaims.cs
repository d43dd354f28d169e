using TorchCurvature.Experiments.Framework;
using TorchCurvature.Models;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>How the rules by which one can count compare, and what tanh networks have, of which the paper has no number.</summary>
internal static class OutlierClaims
{
    /// <summary>The counts beside the number of clusters; tanh is judged where there are rows of it.</summary>
    /// <param name="rows">The rows, those of ReLU with a number of the paper's heuristic.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<RowCounts> rows)
    {
        RowCounts[] relu = [.. rows.Where(r => r.Paper.Activation == Activation.ReLU)];
        RowCounts[] tanh = [.. rows.Where(r => r.Paper.Activation == Activation.Tanh)];
        Verdict ofRelu = LessReliably(relu);
        return tanh.Length > 0 ? [ofRelu, AsManyAsClustersForTanh(tanh)] : [ofRelu];
    }

    private static Verdict LessReliably(RowCounts[] relu)
    {
        IEnumerable<string> ofRules = Enum.GetValues<OutlierRule>().Select(rule => $"{rule.Name()} {Within(relu, rule)}");
        return Verdict.Of(
            "(ours) Largest gap and largest ratio find the number of clusters less reliably than a threshold at the bulk's edge.",
            Within(relu, OutlierRule.BulkEdge) > Math.Max(Within(relu, OutlierRule.Gap), Within(relu, OutlierRule.Ratio)),
            $"rows of {relu.Length} within one: {string.Join(", ", ofRules)}");
    }

    private static Verdict AsManyAsClustersForTanh(RowCounts[] tanh) => Verdict.Of(
        "(the paper has no answer) For tanh networks the number of large eigenvalues is the number of clusters, within one.",
        tanh.All(r => r.IsWithinOne(OutlierRule.BulkEdge)),
        string.Join("; ", tanh.Select(r => $"C = {r.Paper.Classes}: bulk-edge {r.Summary(OutlierRule.BulkEdge).ToText("0")}")));

    private static int Within(RowCounts[] rows, OutlierRule rule) => rows.Count(r => r.IsWithinOne(rule));
}
