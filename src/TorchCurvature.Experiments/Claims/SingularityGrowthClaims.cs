using MathNet.Numerics.Statistics;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>What makes a Hessian singular.</summary>
internal static class SingularityGrowthClaims
{
    /// <summary>It is the more singular, the more parameters the network and the fewer dimensions the data have.</summary>
    /// <param name="networks">The networks of both rows.</param>
    public static Judgement GrowsWithParametersAndFallsWithDimension(IReadOnlyList<SingularNetwork> networks)
    {
        SingularNetwork[] widths = [.. networks.Where(n => n.IsOfWidths)], dimensions = [.. networks.Where(n => !n.IsOfWidths)];
        double[] parameters = [.. widths.Select(n => n.Parameters / (double)n.Samples)], ofWidths = [.. widths.Select(n => n.After)];
        double[] fewer = [.. dimensions.Select(n => -(double)n.Intrinsic)], ofDimensions = [.. dimensions.Select(n => n.After)];
        double byParameters = PermutationTest.LevelOfRise(parameters, ofWidths);
        double byDimension = PermutationTest.LevelOfRise(fewer, ofDimensions);
        double opposite = Math.Min(
            PermutationTest.LevelOfRise(parameters, [.. ofWidths.Select(s => -s)]),
            PermutationTest.LevelOfRise(fewer, [.. ofDimensions.Select(s => -s)]));
        double second = Correlation.Spearman(fewer, ofDimensions);
        string beside = FormattableString.Invariant($"with the dimension of the data {-second:0.00}, level {byDimension:G2}");
        return Judgement.ByLevel(
            "Spearman's rank correlation of P/N and the share of eigenvalues within 0.1 % of max|λ| after training (permutation test; the "
                + $"level is the larger of both); {beside}",
            Correlation.Spearman(parameters, ofWidths), Math.Max(byParameters, byDimension), opposite,
            networks.Select(n => n.Seed).Distinct().Count());
    }
}
