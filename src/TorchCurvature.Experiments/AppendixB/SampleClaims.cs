using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>What samples of known populations say of the laws that the paper's appendix B has.</summary>
internal static class SampleClaims
{
    // (ℓ − 1)/√γ is 1 at the threshold, and the transition as wide as N^{-1/3}: nearer to it samples of this size are on neither side.
    private const double ClearlyAbove = 1.5;
    private const double ClearlyBelow = 0.5;
    private const double MostErrors = 3;

    /// <summary>The law of Marchenko and Pastur.</summary>
    /// <param name="samples">Samples of the identity; at least one.</param>
    public static Verdict MarchenkoPastur(SampleDistances samples) => Verdict.Of(
        "(theory) Uncorrelated gradients: the eigenvalues are distributed according to the Marchenko–Pastur law.",
        IsNear(samples),
        $"distance of {samples.Distances.Count} samples from the law {SeedSummary.Of(samples.Distances).ToText("0.0000")}; "
        + $"about 99 of 100 samples of the law keep below {Text(BulkFitting.ConsistentDistance(samples.Dimension))}");

    /// <summary>The zeros of a sample with more dimensions than vectors.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="vectors">N, fewer than P.</param>
    /// <param name="zeros">For each sample, the eigenvalues that rounding cannot tell from 0; at least one.</param>
    public static Verdict TrivialEigenvalues(int dimension, int vectors, IReadOnlyList<int> zeros) => Verdict.Of(
        "(theory) If P > N there are P − N trivial eigenvalues at zero.",
        zeros.All(z => z == dimension - vectors),
        $"P = {dimension}, N = {vectors}: {SeedSummary.Of(zeros.Select(z => (double)z)).ToText("0")} zeros");

    /// <summary>The phase transition of one spike beside the identity.</summary>
    /// <param name="gamma">γ = P/N.</param>
    /// <param name="edge">The mean of the largest eigenvalue of a sample without spike.</param>
    /// <param name="spikes">Spikes from clearly below the threshold 1 + √γ to clearly above it.</param>
    public static Verdict Transition(double gamma, double edge, IReadOnlyList<SampledSpike> spikes)
    {
        double above = spikes.Where(s => Strength(s) >= ClearlyAbove - 1e-9).Max(s => s.Errors);
        double below = spikes
            .Where(s => Strength(s) <= ClearlyBelow + 1e-9)
            .Max(s => Math.Abs(s.Measured.Place - edge) / s.Measured.PlaceError);
        return Verdict.Of(
            "(theory) There is a phase transition for the largest eigenvalue: a spike shows apart from the bulk above 1 + √γ only.",
            above <= MostErrors && below <= MostErrors,
            $"from (ℓ − 1)/√γ = {Text(ClearlyAbove)} on, places and overlaps are within {Text(above)} standard errors of the prediction; "
            + $"up to {Text(ClearlyBelow)} the largest eigenvalue is within {Text(below)} of that of a sample without spike");

        double Strength(SampledSpike spike) => (spike.Predicted.Spike - 1) / Math.Sqrt(gamma);
    }

    /// <summary>Outliers of a population that is neither the identity nor spikes beside it.</summary>
    /// <param name="samples">Samples of two clusters; at least one.</param>
    /// <param name="spikes">Their spikes, at least one of which shows.</param>
    public static Verdict Outliers(SampleDistances samples, IReadOnlyList<SampledSpike> spikes)
    {
        double errors = spikes.Where(s => s.Predicted.IsOutlier).Max(s => s.Errors);
        return Verdict.Of(
            "(theory) Outliers of the sample covariance follow from the population covariance, also where that is neither the identity nor "
            + "spikes beside it.",
            IsNear(samples) && errors <= MostErrors,
            $"two clusters: distance {SeedSummary.Of(samples.Distances).ToText("0.0000")}; "
            + $"the outliers, one above and one between the clusters, are within {Text(errors)} standard errors");
    }

    private static bool IsNear(SampleDistances samples) =>
        SeedSummary.Of(samples.Distances).Median <= BulkFitting.ConsistentDistance(samples.Dimension);

    private static string Text(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
