using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about the two terms of the Hessian.</summary>
internal static class DecompositionClaims
{
    private const double Negligible = 0.1;
    private const double Same = 1.25;

    // Three orders of magnitude below the largest.
    private const double Trivial = 1e-3;
    private const string Student = "(Student's 95 % interval of logarithms over seeds)";

    /// <summary>The second term becomes negligible.</summary>
    /// <param name="runs">The trainings; at least one.</param>
    public static Judgement SecondTermCanBeIgnored(IReadOnlyList<SecondTermRun> runs)
    {
        Interval start = Interval.OfGeometricMean(runs.Select(r => r.Looks[0].ShareOfHessian));
        string before = FormattableString.Invariant($"{start.Value:0.00} at the start");
        return Judgement.Below(
            $"‖F‖/‖H‖ at the end, F = H − G; negligible below a tenth {Student}; {before}",
            Interval.OfGeometricMean(runs.Select(r => r.Last.ShareOfHessian)), runs.Count, Negligible);
    }

    /// <summary>Derivatives of the loss and Hessians of the outputs are not correlated.</summary>
    /// <param name="runs">The trainings; at least one.</param>
    public static Judgement FactorsAreNotCorrelated(IReadOnlyList<SecondTermRun> runs)
    {
        Interval start = Interval.OfGeometricMean(runs.Select(r => r.Looks[0].OverShuffled));
        string before = FormattableString.Invariant($"{start.Value:0.00} at the start");
        return Judgement.Between(
            "‖F‖ at the end over its mean where the derivatives of the loss are dealt to other examples, not correlated within a factor "
                + $"1.25 {Student}, {before}; level by permutation, the largest of all seeds",
            Interval.OfGeometricMean(runs.Select(r => r.Last.OverShuffled)), runs.Count, 1 / Same, Same) with
        {
            Level = runs.Max(r => r.Last.Level),
        };
    }

    /// <summary>At least P − N eigenvalues are trivial.</summary>
    /// <param name="runs">The trainings of networks with more parameters than examples; at least one.</param>
    public static Judgement TrivialEigenvalues(IReadOnlyList<SecondTermRun> runs)
    {
        Interval zeros = Interval.OfMean([.. runs.Select(r => (double)r.Last.Zeros)]);
        int expected = runs[0].Parameters - runs[0].Samples;
        string rounding = FormattableString.Invariant($"P − N = {expected}, zero within rounding are {zeros.Value:0}");
        return Judgement.Below(
            $"largest |λ| among the P − N smallest over max|λ|, at the end; trivial below 1e-3 {Student}; {rounding}",
            Interval.OfGeometricMean(runs.Select(r => r.Last.TrivialSize)), runs.Count, Trivial);
    }
}
