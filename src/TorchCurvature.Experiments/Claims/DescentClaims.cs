using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about trainings with all data and with small batches, from the same weights.</summary>
internal static class DescentClaims
{
    private const double Same = 1.25;
    private const double EquivalenceLevel = 0.9;
    private const double Most = 0.5;
    private const double OrderOfMagnitude = 10;
    private const string Student = "(Student's 95 % interval of logarithms over seeds)";

    /// <summary>Keskar sharpness is larger where λ max is: after the large batch.</summary>
    /// <param name="descents">Both trainings of every seed.</param>
    public static Judgement KeskarSharpnessAgrees(IReadOnlyList<Descent> descents)
    {
        double[] sharpness = Quotients(descents, d => d.KeskarSharpness);
        Interval largest = Interval.OfGeometricMean(Quotients(descents, d => d.Last.Largest));
        string beside = FormattableString.Invariant($"λ max likewise {largest.Value:0.00} [{largest.Lower:0.00}, {largest.Upper:0.00}]");
        return Judgement.Above(
            $"Keskar sharpness after full-batch descent over that after small batches, same number of steps {Student}; {beside}",
            Interval.OfGeometricMean(sharpness), sharpness.Length, 1);
    }

    /// <summary>The gradients of batches are as long as those over all data.</summary>
    /// <param name="descents">All trainings.</param>
    public static Judgement NormsOfBatchesMatch(IReadOnlyList<Descent> descents)
    {
        Descent[] small = [.. descents.Where(d => !d.IsFullBatch)];
        Interval theory = Interval.OfGeometricMean(small.Select(d => d.Last.BatchSquare / d.PredictedBatchSquare(d.Last)));
        Interval start = Interval.OfGeometricMean(small.Select(d => d.Looks[0].BatchSquare / d.Looks[0].GradientSquare));
        string beside = FormattableString.Invariant(
            $"before training {start.Value:G3}; over ‖∇L‖² + tr C/b·(N − b)/(N − 1) {theory.Value:0.00}");
        return Judgement.Between(
            $"mean ‖g‖² of batches over ‖∇L‖² after training in batches, the same within a factor 1.25 {Student}; {beside}",
            Interval.OfGeometricMean(small.Select(d => d.Last.BatchSquare / d.Last.GradientSquare)), small.Length, 1 / Same, Same);
    }

    /// <summary>Full-batch and small-batch descent have the same loss after as many steps.</summary>
    /// <param name="descents">Both trainings of every seed.</param>
    public static Judgement SameLossAfterAsManySteps(IReadOnlyList<Descent> descents)
    {
        double[] quotients = Quotients(descents, d => d.Last.Loss);
        return Judgement.Between(
            "loss after full-batch descent over that after small batches, same number of steps, the same within a factor 1.25 "
                + "(equivalence: Student's 90 % interval of logarithms over seeds)",
            Interval.OfGeometricMean(quotients, EquivalenceLevel), quotients.Length, 1 / Same, Same);
    }

    /// <summary>The loss goes on falling, with all data and with small batches.</summary>
    /// <param name="descents">All trainings.</param>
    public static Judgement LossKeepsFalling(IReadOnlyList<Descent> descents)
    {
        Interval full = OfSecondHalf(descents.Where(d => d.IsFullBatch)), small = OfSecondHalf(descents.Where(d => !d.IsFullBatch));
        string both = FormattableString.Invariant($"{full.Value:0.000} with all data, {small.Value:0.000} with small batches");
        return Judgement.Below(
            $"loss at the end over that after half of the steps, the larger of both {Student}; {both}",
            full.Upper > small.Upper ? full : small, descents.Count / 2, 1);

        static Interval OfSecondHalf(IEnumerable<Descent> some) =>
            Interval.OfGeometricMean(some.Select(d => d.Last.Loss / d.Looks.Single(look => look.Step == d.Last.Step / 2).Loss));
    }

    /// <summary>The noise of batches lies along the eigenvectors of the largest eigenvalues.</summary>
    /// <param name="descents">All trainings.</param>
    public static Judgement NoiseLiesAlongOutliers(IReadOnlyList<Descent> descents)
    {
        Descent[] small = [.. descents.Where(d => !d.IsFullBatch)];
        string chance = FormattableString.Invariant($"chance alone gives {small[0].Classes / (double)small[0].Parameters:0.0000}");
        return Judgement.Above(
            "share of the noise's variance in the space of the C largest eigenvalues of the Hessian, after training in batches; most of it "
                + $"decides (Student's 95 % interval over seeds); {chance}",
            Interval.OfMean([.. small.Select(d => d.Last.NoiseShare)]), small.Length, Most);
    }

    /// <summary>First the gradient is large, then the noise is large beside it.</summary>
    /// <param name="descents">All trainings.</param>
    public static Judgement GradientThenNoise(IReadOnlyList<Descent> descents)
    {
        Descent[] small = [.. descents.Where(d => !d.IsFullBatch)];
        Interval early = Interval.OfGeometricMean(small.Select(d => d.Looks.Max(d.SignalToNoise)));
        Interval late = Interval.OfGeometricMean(small.Select(d => d.SignalToNoise(d.Last)));
        string ends = FormattableString.Invariant($"it falls from {early.Value:G3} to {late.Value:G3} for batches of {small[0].BatchSize}");
        return Judgement.Above(
            $"‖∇L‖²·b / tr C where it is most over that at the end of training in batches; an order of magnitude decides {Student}; {ends}",
            Interval.OfGeometricMean(small.Select(d => d.Looks.Max(d.SignalToNoise) / d.SignalToNoise(d.Last))),
            small.Length, OrderOfMagnitude);
    }

    // Of each seed, full batch over small batch.
    private static double[] Quotients(IReadOnlyList<Descent> descents, Func<Descent, double> value) =>
    [
        .. from full in descents
           join small in descents on full.Seed equals small.Seed
           where full.IsFullBatch && !small.IsFullBatch
           select value(full) / value(small),
    ];
}
