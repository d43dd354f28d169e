using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace TorchCurvature.Spectra;

/// <summary>
/// The law of what random directions give. For u uniform on the unit sphere of n dimensions and a projector Π of rank r, uᵀΠu has the law
/// Beta(r/2, (n − r)/2), and the mean of p such numbers, but for
/// terms of order 1/n, Beta(p·r/2, p·(n − r)/2). So the number of probes, not their spread, says how far a share can be off: with five
/// probes the spread is known to within a factor of three.
/// </summary>
internal static class ProbeLaw
{
    private const double TailProbability = 0.025;
    private const double Normal = 1.96;
    private const double Accuracy = 1e-12;
    private const int MostSteps = 200;

    /// <summary>The smallest share r/n for which so large a mean is not rarer than 2.5 %.</summary>
    /// <param name="mean">Mean of uᵀΠu over the probes.</param>
    /// <param name="dimension">n.</param>
    /// <param name="probes">p.</param>
    public static double Lower(double mean, double dimension, int probes) => mean <= 0
        ? 0
        : mean >= 1 ? 1 : Share(mean, dimension * probes, 0, mean, 1 - TailProbability);

    /// <summary>The largest share r/n for which so small a mean is not rarer than 2.5 %.</summary>
    /// <param name="mean">Mean of uᵀΠu over the probes.</param>
    /// <param name="dimension">n.</param>
    /// <param name="probes">p.</param>
    public static double Upper(double mean, double dimension, int probes) => mean <= 0
        ? 0
        : mean >= 1 ? 1 : Share(mean, dimension * probes, mean, 1, TailProbability);

    /// <summary>
    /// Half the width of the 95 % interval of a mean share, by its variance: 2s(1 − s)/(n + 2) for a probe on the sphere; for signs, no
    /// more than 2·min(s, 1 − s)/n.
    /// </summary>
    /// <param name="share">s.</param>
    /// <param name="dimension">n.</param>
    /// <param name="probes">p.</param>
    /// <param name="distribution">The law of the probes.</param>
    public static double HalfWidth(double share, double dimension, int probes, ProbeDistribution distribution)
    {
        double variance = distribution == ProbeDistribution.Sphere
            ? 2 * share * (1 - share) / (dimension + 2)
            : 2 * Math.Min(share, 1 - share) / dimension;
        return Normal * Math.Sqrt(variance / probes);
    }

    /// <summary>
    /// ∫ of half the width of the 95 % interval of the cumulative at each place. 95 % of ∫|F̂ − F| are within that if one normal variable
    /// moves F̂ everywhere; where the places vary each by itself, the integral varies less.
    /// </summary>
    /// <param name="atoms">The mean of the probes' quadratures, ascending, with weights of any sum.</param>
    /// <param name="dimension">n.</param>
    /// <param name="probes">p.</param>
    /// <param name="distribution">The law of the probes.</param>
    public static double Scatter(IReadOnlyList<DensityAtom> atoms, double dimension, int probes, ProbeDistribution distribution)
    {
        double total = atoms.Sum(atom => atom.Weight), below = 0, sum = 0;
        for (int i = 0; i + 1 < atoms.Count; i++)
        {
            below += atoms[i].Weight;
            double halfWidth = total * HalfWidth(Math.Min(1, below / total), dimension, probes, distribution);
            sum += halfWidth * (atoms[i + 1].Eigenvalue - atoms[i].Eigenvalue);
        }

        return sum;
    }

    // The share at which the mean has this cumulative probability, which falls as the share grows.
    private static double Share(double mean, double weight, double low, double high, double probability)
    {
        double Excess(double share) => CumulativeAt(mean, weight, share) - probability;
        return Brent.TryFindRoot(Excess, low, high, Accuracy, MostSteps, out double root) ? root : probability > 0.5 ? low : high;
    }

    private static double CumulativeAt(double mean, double weight, double share)
    {
        double below = 0.5 * weight * share, above = 0.5 * weight * (1 - share);
        return below <= 0 ? 1 : above <= 0 ? 0 : SpecialFunctions.BetaRegularized(below, above, mean);
    }
}
