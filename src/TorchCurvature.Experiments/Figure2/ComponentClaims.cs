using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Figure2;

/// <summary>What the number of large principal components is where it is not that of the classes.</summary>
internal static class ComponentClaims
{
    /// <summary>One less than classes.</summary>
    /// <param name="counts">Large components for each number of clusters.</param>
    public static Verdict OneLessThanClasses(IReadOnlyList<ClassCounts> counts) => Verdict.Of(
        "(ours) It is C − 1: C centres around their common mean span C − 1 directions.",
        counts.All(c => c.Counts.All(count => count == c.Classes - 1)),
        ClassCounts.ToText(counts));
}
