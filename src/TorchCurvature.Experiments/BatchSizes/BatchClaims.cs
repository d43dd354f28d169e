using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>What spectra after training with a large and a small batch say of the paper's claims in its figures 7 and 8.</summary>
internal static class BatchClaims
{
    private const double Tiny = 0.1;
    private const double Level = 0.05;

    /// <summary>Figure 7: how small the negative eigenvalues are.</summary>
    /// <param name="seeds">Both spectra of every seed; at least one.</param>
    public static IReadOnlyList<Verdict> OfLeftEdge(IReadOnlyList<BatchPair> seeds)
    {
        double[] shares = [.. seeds.SelectMany(s => new[] { s.Large.NegativeShare, s.Small.NegativeShare })];
        return
        [
            Verdict.Of(
                "Negative eigenvalues are orders of magnitude smaller than the large ones.",
                shares.Max() < Tiny,
                FormattableString.Invariant($"|λ min| / λ max is at most {shares.Max():0.0000} in {shares.Length} spectra")),
        ];
    }

    /// <summary>Figure 8: how large the large eigenvalues are.</summary>
    /// <param name="seeds">Both spectra of every seed; at least one.</param>
    public static Verdict LargerEigenvalues(IReadOnlyList<BatchPair> seeds)
    {
        int larger = seeds.Count(s => s.Large.Largest > s.Small.Largest);
        double chance = SignTest.Probability(larger, seeds.Count);
        string ratio = SeedSummary.Of(seeds.Select(s => s.Ratio)).ToText("0.0");
        return Verdict.Of(
            "The large batch locates points with larger positive eigenvalues.",
            chance <= Level,
            // Too few seeds to tell is no refutation.
            isRefuted: 2 * larger <= seeds.Count,
            string.Create(
                CultureInfo.InvariantCulture,
                $"λ max is larger for the large batch with {larger} of {seeds.Count} seeds (sign test: p = {chance:0.000}); "
                + $"the ratio is {ratio}"));
    }
}
