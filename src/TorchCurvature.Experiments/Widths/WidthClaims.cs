using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Widths;

/// <summary>What spectra of networks of growing width say of the paper's claims in its figures 4, 5 and 6.</summary>
internal static class WidthClaims
{
    private const double Tiny = 0.1;

    /// <summary>Figure 4: how small the negative eigenvalues are.</summary>
    /// <param name="widths">The widths, ascending; at least one.</param>
    public static Verdict TinyNegatives(IReadOnlyList<WidthNumbers> widths)
    {
        double[] shares = [.. widths.Select(w => w.Over(s => s.NegativeShare).Median)];
        return Verdict.Of(
            "Negative eigenvalues exist, and are tiny beside the positive ones.",
            widths.All(w => w.Seeds.All(s => s.Negatives > 0)) && shares.Max() < Tiny,
            FormattableString.Invariant($"|λ min| / λ max is {shares.Min():0.0000} to {shares.Max():0.0000} (medians over seeds)"));
    }

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
