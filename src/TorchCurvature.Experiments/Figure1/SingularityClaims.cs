using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;

namespace TorchCurvature.Experiments.Figure1;

/// <summary>What spectra at random points and at the ends of gradient descent say of the paper's claims in its figure 1.</summary>
internal static class SingularityClaims
{
    // The paper says "almost all of its eigenvalues at or near zero" and gives no number.
    private const double AlmostAll = 0.9;
    private const double Tiny = 0.1;

    /// <summary>The eigenvalues near zero, the outliers, and the negative ones.</summary>
    /// <param name="classes">C.</param>
    /// <param name="seeds">Both spectra of every seed; at least one.</param>
    public static IReadOnlyList<Verdict> Of(int classes, IReadOnlyList<InitialAndFinal> seeds)
    {
        SpectrumNumbers[] ends = [.. seeds.Select(s => s.Final)];
        return [Singular(seeds), Handful(classes, ends), NegativesRemain(ends)];
    }

    private static Verdict Singular(IReadOnlyList<InitialAndFinal> seeds)
    {
        SeedSummary initial = SeedSummary.Of(seeds.Select(s => NearZero(s.Initial)));
        SeedSummary final = SeedSummary.Of(seeds.Select(s => NearZero(s.Final)));
        return Verdict.Of(
            "The Hessian is extremely singular: almost all of its eigenvalues are at or near zero, at random points too.",
            initial.Least >= AlmostAll && final.Least >= AlmostAll,
            $"{initial.ToText("0.0 %")} of the eigenvalues are within {SpectrumNumbers.NearZeroShare:0 %} of max|λ| at the random point, "
            + $"{final.ToText("0.0 %")} at the end (we ask for {AlmostAll:0 %})");
    }

    private static Verdict Handful(int classes, SpectrumNumbers[] ends)
    {
        SeedSummary outliers = SeedSummary.OfCounts(ends.Select(e => e.Outliers));
        return Verdict.Of(
            "After training the outliers are only a handful, as many as there are classes (within one, for the median over seeds).",
            Math.Abs(outliers.Median - classes) <= 1,
            $"{outliers.ToText("0")} eigenvalues above the bulk's edge; {classes} classes");
    }

    private static Verdict NegativesRemain(SpectrumNumbers[] ends)
    {
        SeedSummary shares = SeedSummary.Of(ends.Select(e => e.NegativeShare));
        return Verdict.Of(
            "Negative eigenvalues remain, and are tiny beside the largest.",
            ends.All(e => e.Negatives > 0) && shares.Greatest < Tiny,
            $"|λ min| / λ max = {shares.ToText("0.000")}");
    }

    private static double NearZero(SpectrumNumbers spectrum) => spectrum.NearZero / (double)spectrum.Parameters;
}
