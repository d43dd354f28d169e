using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>The counts of a row of table 1 by every rule, one per seed.</summary>
/// <param name="Paper">What the paper has.</param>
/// <param name="Gap">Counts by the largest gap.</param>
/// <param name="Ratio">Counts by the largest ratio.</param>
/// <param name="Elbow">Counts by the knee.</param>
/// <param name="BulkEdge">Counts above the bulk's edge.</param>
internal sealed record RowCounts(
    PaperRow Paper, IReadOnlyList<int> Gap, IReadOnlyList<int> Ratio, IReadOnlyList<int> Elbow, IReadOnlyList<int> BulkEdge)
{
    /// <summary>The counts that a rule gives, by seed.</summary>
    public IReadOnlyList<int> By(OutlierRule rule) => rule switch
    {
        OutlierRule.Gap => Gap,
        OutlierRule.Ratio => Ratio,
        OutlierRule.Elbow => Elbow,
        _ => BulkEdge,
    };

    /// <summary>The count that a rule gives, over the seeds.</summary>
    public SeedSummary Summary(OutlierRule rule) => SeedSummary.Of(By(rule).Select(count => (double)count));

    /// <summary>Whether the median count of a rule is within one of C.</summary>
    public bool IsWithinOne(OutlierRule rule) => Math.Abs(Summary(rule).Median - Paper.Classes) <= 1;

    /// <summary>Seeds whose count is within one of C.</summary>
    public int SeedsWithinOne(OutlierRule rule) => By(rule).Count(count => Math.Abs(count - Paper.Classes) <= 1);
}
