using System.Globalization;
using TorchCurvature.Experiments.Framework;

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
        var share = MeanInterval.Of(seeds.Select(s => s.Share));
        var ofBatches = MeanInterval.Of(seeds.Select(s => s.BatchShare));
        return Verdict.Of(
            "Gur-Ari et al.: after a short time the gradient lies mostly in the span of the C top eigenvectors of the Hessian.",
            share.Lower > Half,
            isRefuted: share.Upper < Half,
            string.Create(
                CultureInfo.InvariantCulture,
                $"share ‖Vᵀg‖²/‖g‖² over the second half of the training: {share.ToText("0.000")} (95 % interval; more than a half has to "
                + $"be), of gradients of batches {ofBatches.ToText("0.000")}; C/P = {seeds[0].Chance:0.0e+0}"));
    }

    private static Verdict Bulk(IReadOnlyList<SubspaceNumbers> seeds)
    {
        var progress = MeanInterval.Of(seeds.Select(s => s.BulkProgress));
        return Verdict.Of(
            "Song et al.: descent without these components still learns.",
            progress.Lower > Half,
            isRefuted: progress.Upper < Half,
            $"the loss falls by {progress.ToText("0.000")} of what it falls with whole steps (95 % interval; more than a half has to be)");
    }

    private static Verdict Dominant(IReadOnlyList<SubspaceNumbers> seeds)
    {
        var progress = MeanInterval.Of(seeds.Select(s => s.DominantProgress));
        return Verdict.Of(
            "Song et al.: descent with these components alone does not.",
            progress.Upper < Half,
            isRefuted: progress.Lower > Half,
            $"the loss falls by {progress.ToText("0.000")} of what it falls with whole steps (95 % interval; less than a half has to be)");
    }
}
