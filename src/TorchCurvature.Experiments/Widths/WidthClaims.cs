using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Widths;

/// <summary>What bounds the number of negative eigenvalues of networks of growing width.</summary>
internal static class WidthClaims
{
    /// <summary>Figure 5: the negative eigenvalues grow in number up to a bound.</summary>
    /// <param name="classes">C.</param>
    /// <param name="widths">The widths, ascending; at least one.</param>
    public static Verdict NegativesAtMost(int classes, IReadOnlyList<WidthNumbers> widths)
    {
        IEnumerable<string> beside =
            widths.Select(w => $"{w.Over(s => s.Negatives).ToText("0")} of {w.NegativesAtMost(classes)}");
        return Verdict.Of(
            "(ours) A network of one hidden layer of h ReLU units has at most h(C − 1) negative eigenvalues: "
            + "the bulk is enlarged in proportion to the width.",
            widths.All(w => w.Seeds.All(s => s.Negatives <= w.NegativesAtMost(classes))),
            $"negative eigenvalues and bound: {string.Join(", ", beside)}");
    }
}
