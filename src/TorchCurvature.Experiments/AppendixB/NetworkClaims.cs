using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>What matrices of trained networks say of the paper's hopes in its appendix B.</summary>
internal static class NetworkClaims
{
    /// <summary>The law that the paper's claim is judged by; the other one is shown beside it.</summary>
    public const string GeneralLaw = "few-atoms";

    // The class means are said to predict an outlier where they miss it by no more than this.
    private const double GoodPrediction = 0.1;

    /// <summary>The zeros of the empirical Fisher matrix.</summary>
    /// <param name="parameters">P.</param>
    /// <param name="samples">N.</param>
    /// <param name="zeros">For each network, the eigenvalues that rounding cannot tell from 0; at least one.</param>
    public static Verdict TrivialEigenvalues(int parameters, int samples, IReadOnlyList<int> zeros)
    {
        int trivial = parameters - samples;
        string found = SeedSummary.Of(zeros.Select(z => (double)z)).ToText("0");
        return Verdict.Of(
            "(theory) The first term of a trained network has at least P − N trivial eigenvalues.",
            zeros.All(z => z >= trivial),
            $"P − N = {trivial}; within rounding of zero are {found} eigenvalues of the empirical Fisher");
    }

    /// <summary>Whether the laws describe the spectra.</summary>
    /// <param name="fits">All fits of all networks.</param>
    public static Verdict Laws(IReadOnlyList<FitNumbers> fits)
    {
        IEnumerable<string> found = fits.GroupBy(f => (f.Matrix, f.Law)).Select(group =>
            $"{group.Key.Matrix}, {group.Key.Law}: {SeedSummary.Of(group.Select(f => f.Distance)).ToText("0.000")}");
        string most = BulkFitting.ApproximateDistance.ToString(CultureInfo.InvariantCulture);
        return Verdict.Of(
            "(the paper hopes) The spectrum of the Gauss–Newton matrix of a trained network can be characterized by these laws.",
            fits.Where(f => f.Law == GeneralLaw).All(f => f.Verdict != FitVerdict.Poor),
            $"distances, where {most} is the most that still has the law's shape: {string.Join("; ", found)}");
    }

    /// <summary>Whether the class means predict the outliers.</summary>
    /// <param name="classes">C.</param>
    /// <param name="outliers">The C largest eigenvalues of every network; at least one.</param>
    public static Verdict ClassMeans(int classes, IReadOnlyList<NetworkOutlier> outliers)
    {
        SeedSummary misses = SeedSummary.Of(outliers.Select(o => o.Miss));
        return Verdict.Of(
            "(the paper hopes) The outliers are determined by the data: the classes' means predict them (Papyan 2019).",
            misses.Median <= GoodPrediction,
            $"the {classes} largest eigenvalues of G differ from those of the class means' part by {misses.ToText("0.0 %")} "
            + "(median [least, most])");
    }
}
