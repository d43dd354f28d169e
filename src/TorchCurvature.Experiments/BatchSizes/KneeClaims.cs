using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>Figure 8: whether there are as many large eigenvalues after training with a large and with a small batch.</summary>
internal static class KneeClaims
{
    // Two knees no further apart than that are the same number.
    private const double SameNumber = 2;

    // Fewer seeds, drawn anew, say nothing of others.
    private const int FewestSeeds = 4;

    private const string Claim = "The number of large eigenvalues is the same for both (within two, at 90 %).";

    /// <summary>The knees of both mean screes, which are the same where the interval of their difference is within two.</summary>
    /// <param name="seeds">The screes of every seed, that of the large batch first; at least one.</param>
    public static Verdict Of(IReadOnlyList<ScreePair> seeds)
    {
        int length = seeds.Min(s => Math.Min(s.One.Count, s.Other.Count));
        if (length < Knee.ShortestScree)
        {
            return new Verdict(Claim, Outcome.NotDecided, $"only {length} positive eigenvalues: too few to have a knee");
        }

        ScreePair[] equal = [.. seeds.Select(s => s.Take(length))];
        var knees = new MeanKnees(equal);
        SeedSummary difference = knees.Difference;
        bool isEnough = seeds.Count >= FewestSeeds;
        return Verdict.Of(
            Claim,
            isEnough && difference.Least >= -SameNumber && difference.Greatest <= SameNumber,
            isRefuted: isEnough && (difference.Least > SameNumber || difference.Greatest < -SameNumber),
            string.Create(
                CultureInfo.InvariantCulture,
                $"knee of the mean log scree: {knees.OfOne.ToText("0.0")} for the large batch, {knees.OfOther.ToText("0.0")} for the "
                + $"small one, difference {difference.ToText("0.0")} ({MeanKnees.Draws:N0} draws of the seeds); "
                + $"slopes {Slopes(knees.One)} and {Slopes(knees.Other)}; a curve without a knee is as good in "
                + $"{Unclear(equal, s => s.One)} and {Unclear(equal, s => s.Other)} of {seeds.Count} seeds"));
    }

    private static string Slopes(Knee knee) =>
        string.Create(CultureInfo.InvariantCulture, $"{knee.SlopeBefore:0.000}/{knee.SlopeAfter:0.000}");

    private static int Unclear(IEnumerable<ScreePair> seeds, Func<ScreePair, IReadOnlyList<double>> scree) =>
        seeds.Count(s => !Knee.Of(scree(s)).IsClear);
}
