using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>The counts of a row of table 1 by every rule, one per seed, null where the rule does not apply.</summary>
/// <param name="Paper">What the paper has.</param>
/// <param name="Gap">Counts by the largest gap.</param>
/// <param name="Ratio">Counts by the largest ratio.</param>
/// <param name="Elbow">Counts by the elbow.</param>
/// <param name="BulkEdge">Counts above the bulk's edge.</param>
/// <param name="Knee">Counts before the knee.</param>
internal sealed record RowCounts(
    PaperRow Paper, IReadOnlyList<int?> Gap, IReadOnlyList<int?> Ratio, IReadOnlyList<int?> Elbow, IReadOnlyList<int?> BulkEdge,
    IReadOnlyList<int?> Knee)
{
    /// <summary>The counts that a rule gives, by seed.</summary>
    public IReadOnlyList<int?> By(OutlierRule rule) => rule switch
    {
        OutlierRule.Gap => Gap,
        OutlierRule.Ratio => Ratio,
        OutlierRule.Elbow => Elbow,
        OutlierRule.BulkEdge => BulkEdge,
        _ => Knee,
    };

    /// <summary>The count that a rule gives, over the seeds to which it applies.</summary>
    public SeedSummary Summary(OutlierRule rule) => SeedSummary.OfCounts(By(rule));

    /// <summary>Whether the median count of a rule is within one of C.</summary>
    public bool IsWithinOne(OutlierRule rule) => Math.Abs(Summary(rule).Median - Paper.Classes) <= 1;

    /// <summary>Seeds whose count is within one of C.</summary>
    public int SeedsWithinOne(OutlierRule rule) => By(rule).Count(count => count is { } found && Math.Abs(found - Paper.Classes) <= 1);
}
