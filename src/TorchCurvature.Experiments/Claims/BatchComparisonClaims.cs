using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;
using TorchCurvature.Spectra;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about large and small batches that are judged by the edges of the spectra.</summary>
internal static class BatchComparisonClaims
{
    private const double EquivalenceLevel = 0.9;

    // √10: within half an order of magnitude to either side.
    private const double SameLevel = 3.1622776601683795;
    private const double SameNumber = 2;

    /// <summary>Figure 7: both left edges bend at similar levels.</summary>
    /// <param name="left">Left edges, ascending, of every seed.</param>
    public static Judgement ElbowsAreSimilar(IReadOnlyList<BatchEdges> left)
    {
        string places = FormattableString.Invariant(
            $"at index {left.Average(s => 1.0 + Elbow(s.Large)):0} and {left.Average(s => 1.0 + Elbow(s.Small)):0}");
        return Judgement.Between(
            "level of the large batch's elbow over that of the small one's, similar within a factor √10 (equivalence: Student's 90 % "
                + $"interval of logarithms over seeds); elbows are furthest from the chord, {places}",
            Interval.OfGeometricMean(left.Select(s => Level(s.Large) / Level(s.Small)), EquivalenceLevel),
            left.Count, 1 / SameLevel, SameLevel);
    }

    /// <summary>Figure 8: as many large eigenvalues.</summary>
    /// <param name="right">Right edges, descending, of every seed.</param>
    public static Judgement SameNumberOfLarge(IReadOnlyList<BatchEdges> right)
    {
        ScreePair[] all = [.. right.Select(s => new ScreePair(Logarithms(s.Large), Logarithms(s.Small)))];
        int length = all.Min(pair => Math.Min(pair.One.Count, pair.Other.Count));
        if (length < Knee.ShortestScree)
        {
            return new Judgement(Outcome.NotDecided, $"only {length} positive eigenvalues: too few to have a knee");
        }

        ScreePair[] screes = [.. all.Select(pair => pair.Take(length))];
        var knees = new MeanKnees(screes);
        string both = FormattableString.Invariant($"{knees.One.Place:0.0} and {knees.Other.Place:0.0}");
        string slopes = $"slopes {Slopes(knees.One)} and {Slopes(knees.Other)}";
        string unclear = $"a curve without a knee is as good in {Unclear(screes, s => s.One)} and {Unclear(screes, s => s.Other)} seeds";
        return Judgement.Between(
            "knee of the large batch's mean log scree less the small one's, equal within two (equivalence: 90 % bootstrap interval over "
                + $"seeds); knees {both}, {slopes}; {unclear}",
            knees.Difference, right.Count, -SameNumber, SameNumber);
    }

    /// <summary>Figure 8: the large batch has larger eigenvalues.</summary>
    /// <param name="right">Right edges, descending, of every seed.</param>
    public static Judgement LargeBatchHasLarger(IReadOnlyList<BatchEdges> right)
    {
        int larger = right.Count(s => s.Large[0] > s.Small[0]);
        return Judgement.Above(
            "λ max of the large batch over that of the small one (Student's 95 % interval of logarithms over seeds; level by sign test)",
            Interval.OfGeometricMean(right.Select(s => s.Large[0] / s.Small[0])), right.Count, 1) with
        {
            Level = SignTest.Probability(larger, right.Count),
        };
    }

    private static string Slopes(Knee knee) => FormattableString.Invariant($"{knee.SlopeBefore:0.000}/{knee.SlopeAfter:0.000}");

    private static int Unclear(IEnumerable<ScreePair> seeds, Func<ScreePair, IReadOnlyList<double>> scree) =>
        seeds.Count(s => !Knee.Of(scree(s)).IsClear);

    private static double[] Logarithms(IReadOnlyList<double> edge) => [.. edge.TakeWhile(e => e > 0).Select(e => Math.Log(e))];

    private static double Level(IReadOnlyList<double> edge) => -edge[Elbow(edge)];

    // Where the curve is furthest above the line from its first to its last point.
    private static int Elbow(IReadOnlyList<double> edge)
    {
        double rise = (edge[^1] - edge[0]) / (edge.Count - 1);
        return Enumerable.Range(0, edge.Count).MaxBy(i => edge[i] - edge[0] - (rise * i));
    }
}
