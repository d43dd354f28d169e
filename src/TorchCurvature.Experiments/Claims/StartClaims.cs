using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about where a training begins.</summary>
internal static class StartClaims
{
    private const double Orthogonal = 0.1;
    private const double Same = 1.25;

    /// <summary>Random points are almost orthogonal, and trainings from them end in other basins.</summary>
    /// <param name="pairs">A pair of trainings for each seed; at least one.</param>
    public static Judgement OtherBasins(IReadOnlyList<PairOfStarts> pairs)
    {
        Interval barrier = Interval.OfMean([.. pairs.Select(p => p.Barrier)]);
        var cosine = Interval.OfMean([.. pairs.Select(p => Math.Abs(p.Cosine))]);
        string angle = FormattableString.Invariant(
            $"|cos| of random points {cosine.Value:0.000} [{cosine.Lower:0.000}, {cosine.Upper:0.000}]");
        string ends = FormattableString.Invariant($"loss of the ends {pairs.Average(p => p.LossOfEnds):G2}");
        return Judgement.Of(
            "largest loss on the straight line between two solutions above the interpolation of its ends (Student's 95 % interval over "
                + $"seeds); {ends}; {angle}",
            barrier, pairs.Count,
            holds: barrier.Lower > 0 && cosine.Upper < Orthogonal,
            isRefuted: barrier.Upper <= 0 || cosine.Lower > Orthogonal);
    }

    /// <summary>Preprocessing and initialization change the Hessian.</summary>
    /// <param name="pairs">A pair of trainings for each seed; at least one.</param>
    public static Judgement ScalesMatter(IReadOnlyList<PairOfStarts> pairs)
    {
        Interval inputs = Interval.OfGeometricMean(pairs.Select(p => p.LargestOfScaledInputs / p.Largest));
        Interval weights = Interval.OfGeometricMean(pairs.Select(p => p.LargestOfScaledWeights / p.Largest));
        Interval further = Math.Abs(Math.Log(inputs.Value)) >= Math.Abs(Math.Log(weights.Value)) ? inputs : weights;
        string both = FormattableString.Invariant(
            $"{inputs.Value:0.00} for inputs × 3, {weights.Value:0.00} for weights × 2 before training");
        return Judgement.Of(
            "λ max after training over the usual one, where it is further from 1; a factor 1.25 matters (Student's 95 % interval of "
                + $"logarithms over seeds); {both}",
            further, pairs.Count,
            holds: further.Lower > Same || further.Upper < 1 / Same,
            isRefuted: further.Lower > 1 / Same && further.Upper < Same);
    }
}
