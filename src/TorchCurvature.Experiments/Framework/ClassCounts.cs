namespace TorchCurvature.Experiments.Framework;

/// <summary>What was counted for a number of classes.</summary>
/// <param name="Classes">C.</param>
/// <param name="Counts">One count a seed; null where the rule does not apply.</param>
internal sealed record ClassCounts(int Classes, IReadOnlyList<int?> Counts)
{
    /// <summary>The counts over the seeds.</summary>
    public SeedSummary Summary => SeedSummary.OfCounts(Counts);

    /// <summary>The counts of several numbers of classes, as text.</summary>
    public static string ToText(IEnumerable<ClassCounts> counts) =>
        string.Join(", ", counts.Select(c => $"C = {c.Classes}: {c.Summary.ToText("0")}"));
}
