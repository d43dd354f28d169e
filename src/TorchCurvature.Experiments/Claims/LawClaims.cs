using TorchCurvature.RandomMatrix;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about laws of random matrices.</summary>
internal static class LawClaims
{
    private const double Near = 0.05;

    /// <summary>The Gauss–Newton matrix of a linear model has the law of its inputs' sample covariance.</summary>
    /// <param name="fits">Before and after training, for every seed.</param>
    public static Judgement LinearModelsHaveTheLaw(IReadOnlyList<LinearFit> fits)
    {
        double consistent = BulkFitting.ConsistentDistance(fits[0].Eigenvalues);
        Interval[] byStep = [.. fits.GroupBy(f => f.Step).OrderBy(step => step.Key).Select(step => Distance([.. step]))];
        Interval ratio = Interval.OfGeometricMean(fits.Select(f => f.AspectRatio * f.Samples / f.Inputs));
        string aspect = FormattableString.Invariant($"fitted γ over d/N {ratio.Value:0.00}");
        string distances = string.Join(" and ", byStep.Select(d => FormattableString.Invariant($"{d.Value:0.0000}")));
        string bound = FormattableString.Invariant($"99 of 100 samples of the law keep below {consistent:0.0000}");
        return Judgement.Below(
            "Kolmogorov–Smirnov distance of the nonzero eigenvalues of G from the Marchenko–Pastur law, where it is larger (Student's 95 % "
                + $"interval over seeds); {distances} before and after training, {bound}; {aspect}",
            byStep.MaxBy(d => d.Value), fits.Select(f => f.Seed).Distinct().Count(), consistent);

        static Interval Distance(IReadOnlyList<LinearFit> some) => Interval.OfMean([.. some.Select(f => f.Distance)]);
    }

    /// <summary>Outliers of sample covariances are where the theory has them.</summary>
    /// <param name="outliers">The outliers; at least one.</param>
    public static Judgement OutliersArePredicted(IReadOnlyList<SpikePlace> outliers)
    {
        Interval worst = outliers.Select(Deviation).MaxBy(deviation => deviation.Upper);
        return Judgement.Between(
            "relative deviation of an outlier's place from the prediction, of the one that may be furthest off, near within 5 % (95 % "
                + "interval over samples)",
            worst, outliers.Count, -Near, Near);

        static Interval Deviation(SpikePlace spike) =>
            Interval.OfNormal(Math.Abs(spike.Place - spike.Predicted) / spike.Predicted, spike.Error / spike.Predicted);
    }
}
