using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Normalization;

/// <summary>What spectra with and without batch normalization say of the claims of Ghorbani et al.</summary>
internal static class NormalizationClaims
{
    /// <summary>Outliers without and with batch normalization, and with statistics that are fixed.</summary>
    /// <param name="classes">C.</param>
    /// <param name="seeds">One set of numbers for each seed; at least one.</param>
    public static IReadOnlyList<Verdict> Of(int classes, IReadOnlyList<OutlierNumbers> seeds) =>
    [
        Fewer(
            "With batch normalization the outliers are almost absent.", classes, seeds, s => s.Normalized,
            Interval.OfMean(seeds.Select(s => s.Plain - s.Normalized)), "less than without"),
        Fewer(
            "With statistics that are fixed, and not those of the batch, they are back.", classes, seeds, s => s.Stored,
            Interval.OfMean(seeds.Select(s => s.Stored - s.Normalized)), "more than with those of the batch"),
    ];

    private static Verdict Fewer(
        string claim, int classes, IReadOnlyList<OutlierNumbers> seeds, Func<OutlierNumbers, double> number, Interval difference,
        string than)
    {
        string plain = Interval.OfMean(seeds.Select(s => s.Plain)).ToText("0.00");
        return Verdict.Of(
            claim, difference.Lower > 0, isRefuted: difference.Upper < 0,
            $"λ₁ is {Interval.OfMean(seeds.Select(number)).ToText("0.00")} decades above λ of number {(2 * classes) + 1} ({plain} without "
            + $"batch normalization), {difference.ToText("0.00")} decades {than} (95 % intervals)");
    }
}
