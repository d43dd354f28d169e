using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Blocks;

/// <summary>What the blocks' spectra of transformers and convolutional networks say of the claim of Zhang et al.</summary>
internal static class BlockClaims
{
    /// <summary>Whether the blocks of the transformer differ more.</summary>
    /// <param name="transformers">The mean distances of the blocks' spectra, for each seed; at least one.</param>
    /// <param name="convolutions">Likewise.</param>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<BlockDistances> transformers, IReadOnlyList<BlockDistances> convolutions) =>
    [
        Differ(
            "At the start, the spectra of a transformer's blocks differ, where those of a convolutional network agree (eigenvalues down to "
            + "10⁻³ of the largest; the paper's axis is linear).",
            [.. transformers.Select(t => t.OfLarge)], [.. convolutions.Select(c => c.OfLarge)]),
        Differ(
            "So they do where small eigenvalues count as well (down to 10⁻⁶ of the largest; not the paper's claim).",
            [.. transformers.Select(t => t.OfAll)], [.. convolutions.Select(c => c.OfAll)]),
    ];

    private static Verdict Differ(string claim, double[] transformers, double[] convolutions)
    {
        var difference = Interval.OfMean(transformers.Zip(convolutions, (t, c) => t - c));
        return Verdict.Of(
            claim,
            difference.Lower > 0,
            isRefuted: difference.Upper < 0,
            $"mean Jensen–Shannon distance of two blocks: {Interval.OfMean(transformers).ToText("0.000")} for the transformer, "
            + $"{Interval.OfMean(convolutions).ToText("0.000")} for the convolutional network, difference {difference.ToText("0.000")} "
            + "(95 % intervals)");
    }
}
