using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>What trainings say of the claims of Gur-Ari et al. and of Song et al.</summary>
internal static class SubspaceClaims
{
    private const double Half = 0.5;

    /// <summary>Where the gradient lies, and what descent without that part does.</summary>
    /// <param name="seeds">One set of numbers for each seed; at least one.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<SubspaceNumbers> seeds) => [Tiny(seeds), Bulk(seeds), Dominant(seeds)];

    private static Verdict Tiny(IReadOnlyList<SubspaceNumbers> seeds)
    {
        var share = Interval.OfMean(seeds.Select(s => s.Share));
        var ofBatches = Interval.OfMean(seeds.Select(s => s.BatchShare));
        return Verdict.Of(
            "Gur-Ari et al.: after a short time the gradient lies mostly in the span of the C top eigenvectors of the Hessian.",
            share.Lower > Half,
            isRefuted: share.Upper < Half,
            string.Create(
                CultureInfo.InvariantCulture,
                $"share ‖Vᵀg‖²/‖g‖² over the second half of the training: {share.ToText("0.000")} (95 % interval; more than a half has to "
                + $"be), of gradients of batches {ofBatches.ToText("0.000")}; C/P = {seeds[0].Chance:0.0e+0}"));
    }

    // Half of what whole steps did is asked for as a difference: the quotient of two small numbers scatters without bounds.
    private static Verdict Bulk(IReadOnlyList<SubspaceNumbers> seeds)
    {
        var excess = Interval.OfMean(seeds.Select(s => s.BulkFall - (Half * s.Fall)));
        return Verdict.Of(
            "Song et al.: descent without these components still learns.",
            excess.Lower > 0,
            isRefuted: excess.Upper < 0,
            $"the loss falls by {Text(seeds, s => s.BulkFall)}, with whole steps by {Text(seeds, s => s.Fall)}; "
            + $"{excess.ToText("0.000")} more than half of that (95 % intervals)");
    }

    private static Verdict Dominant(IReadOnlyList<SubspaceNumbers> seeds)
    {
        var lack = Interval.OfMean(seeds.Select(s => (Half * s.Fall) - s.DominantFall));
        return Verdict.Of(
            "Song et al.: descent with these components alone does not.",
            lack.Lower > 0,
            isRefuted: lack.Upper < 0,
            $"the loss falls by {Text(seeds, s => s.DominantFall)}, with whole steps by {Text(seeds, s => s.Fall)}; "
            + $"{lack.ToText("0.000")} less than half of that (95 % intervals)");
    }

    private static string Text(IReadOnlyList<SubspaceNumbers> seeds, Func<SubspaceNumbers, double> fall) =>
        Interval.OfMean(seeds.Select(fall)).ToText("0.000");
}
