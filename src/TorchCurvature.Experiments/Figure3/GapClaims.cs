using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Figure3;

/// <summary>What the number of eigenvalues above the gap says of the paper's claim in its figure 3, and of a weaker one.</summary>
internal static class GapClaims
{
    /// <summary>The number of eigenvalues above the gap beside the number of classes.</summary>
    /// <param name="counts">Eigenvalues above the gap for each number of classes.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<ClassCounts> counts)
    {
        string found = ClassCounts.ToText(counts);
        return
        [
            Verdict.Of(
                "The number of eigenvalues above the gap matches the number of classes exactly (here: for every seed).",
                counts.All(c => c.Counts.All(count => count == c.Classes)), found),
            Verdict.Of(
                "(weaker) It matches within one, for the median over seeds.",
                counts.All(c => Math.Abs(c.Summary.Median - c.Classes) <= 1), found),
        ];
    }
}
