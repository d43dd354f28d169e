using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Figure2;

/// <summary>What the number of large principal components says of the paper's claim in its figure 2, and of ours.</summary>
internal static class ComponentClaims
{
    /// <summary>The number of large components beside the number of clusters.</summary>
    /// <param name="counts">Large components for each number of clusters.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<ClassCounts> counts)
    {
        string found = ClassCounts.ToText(counts);
        return
        [
            Verdict.Of(
                "The number of large principal components does not match the number of clusters exactly.",
                counts.All(c => c.Summary.Median != c.Classes), found),
            Verdict.Of(
                "(ours) It is C − 1: C centres around their common mean span C − 1 directions.",
                counts.All(c => c.Counts.All(count => count == c.Classes - 1)), found),
        ];
    }
}
