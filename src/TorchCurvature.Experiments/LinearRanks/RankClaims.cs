using System.Globalization;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.LinearRanks;

/// <summary>What ranks that were counted say of the formulas of Singh, Bachmann and Hofmann.</summary>
internal static class RankClaims
{
    private const double Level = 0.05;

    /// <summary>The ranks of G and F, the bound of H, and G of networks with biases.</summary>
    /// <param name="networks">All networks; at least one with biases and one without.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<RankComparison> networks)
    {
        RankComparison[] bare = [.. networks.Where(n => !n.HasBiases)], biased = [.. networks.Where(n => n.HasBiases)];
        int attained = bare.Count(n => n.Hessian == n.HessianBound);
        return
        [
            Exact("rank G = q (r + C − q), q the narrowest width", bare, n => n.GaussNewton - n.PredictedGaussNewton),
            Exact("rank F = 2q (M + s) − L q², M the sum of the hidden widths", bare, n => n.Functional - n.PredictedFunctional),
            Verdict.Of(
                "rank H ≤ 2qM − L q² + q (r + C), a bound that is tight.",
                bare.All(n => n.Hessian <= n.HessianBound) && attained > 0,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"at most the bound in {bare.Count(n => n.Hessian <= n.HessianBound)} of {bare.Length} networks, equal in {attained}")),
            Exact("With biases rank G = q (r + C − q) + C", biased, n => n.GaussNewton - n.PredictedGaussNewton),
        ];
    }

    private static Verdict Exact(string claim, RankComparison[] networks, Func<RankComparison, int> difference)
    {
        int right = networks.Count(n => difference(n) == 0);
        // If none of n differs, the share that does is below this, but for one chance in twenty.
        double share = 1 - Math.Pow(Level, 1.0 / networks.Length);
        string ending = right == networks.Length
            ? string.Create(CultureInfo.InvariantCulture, $"; at 95 % fewer than {share:0.0 %} of such networks differ")
            : $"; the largest difference is {networks.Max(n => Math.Abs(difference(n)))}";
        return Verdict.Of(
            $"{claim}, exactly.", right == networks.Length, $"equal in {right} of {networks.Length} networks{ending}");
    }
}
