using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.ClassLevels;

/// <summary>What the eigenvectors of G say of Papyan's three levels.</summary>
internal static class LevelClaims
{
    private const double Half = 0.5;

    /// <summary>Where each level comes from, and whether the levels are apart.</summary>
    /// <param name="classes">C.</param>
    /// <param name="seeds">One set of numbers for each seed; at least one.</param>
    public static IReadOnlyList<Verdict> Of(int classes, IReadOnlyList<LevelNumbers> seeds)
    {
        int second = LevelCell.TwoLevels(classes);
        return
        [
            Mostly($"The C = {classes} largest eigenvalues of G come from class means.", seeds, s => s.FirstFromClasses),
            Mostly(
                $"Those after them, up to number C(C − 1) = {second}, come from cross-class means.", seeds, s => s.SecondAcrossClasses),
            Mostly("The rest comes from neither, but from the scatter within classes.", seeds, s => s.RestFromNeither),
            Apart(classes, second, seeds),
        ];
    }

    private static Verdict Mostly(string claim, IReadOnlyList<LevelNumbers> seeds, Func<LevelNumbers, double> share)
    {
        var mean = Interval.OfMean(seeds.Select(share));
        return Verdict.Of(
            claim, mean.Lower > Half, isRefuted: mean.Upper < Half,
            $"mean share of these eigenvalues: {mean.ToText("0.0 %")} (95 % interval; more than half has to be)");
    }

    private static Verdict Apart(int classes, int second, IReadOnlyList<LevelNumbers> seeds)
    {
        var first = Interval.OfMean(seeds.Select(s => s.FirstDrop - s.UsualDrop));
        var last = Interval.OfMean(seeds.Select(s => s.SecondDrop - s.UsualDrop));
        return Verdict.Of(
            "The levels are apart: the spectrum drops between them.",
            first.Lower > 0 && last.Lower > 0,
            isRefuted: first.Upper < 0 || last.Upper < 0,
            $"the drop after eigenvalue {classes} exceeds the usual one by {first.ToText("0.00")} decades, that after {second} by "
            + $"{last.ToText("0.00")} (95 % intervals)");
    }
}
