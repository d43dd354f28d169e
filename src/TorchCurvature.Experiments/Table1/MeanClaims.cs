using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Table1;

/// <summary>What the mean eigenvalues say of where the paper stopped.</summary>
internal static class MeanClaims
{
    private const double Close = 0.15;

    /// <summary>Our mean eigenvalues beside the paper's, at its stop.</summary>
    /// <param name="rows">The rows; at least one of GD.</param>
    public static Verdict Of(IReadOnlyList<RowMean> rows)
    {
        RowMean[] descent = [.. rows.Where(r => r.Paper.Optimizer == Optimizer.GradientDescent)];
        int within = descent.Count(r => Math.Abs(r.Quotient - 1) <= Close);
        IEnumerable<string> others = rows.Except(descent)
            .GroupBy(r => r.Paper.Spread)
            .Select(block => FormattableString.Invariant($"SGD cov {block.Key} {Range([.. block])}"));
        return Verdict.Of(
            $"(ours) The paper stopped at a gradient norm of {PaperStop.GradientNorm:0e+0}: its mean eigenvalue comes out within "
            + $"{Close:0 %} in every row of GD.",
            within == descent.Length,
            $"in {within} of {descent.Length}; ours over the paper's: {string.Join("; ", [$"GD {Range(descent)}", .. others])}");
    }

    private static string Range(RowMean[] rows) =>
        FormattableString.Invariant($"{rows.Min(r => r.Quotient):0.00} to {rows.Max(r => r.Quotient):0.00}");
}
