using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace TorchCurvature.Spectra;

/// <summary>
/// The interval of a knee's place: all places that leave no more squared deviations than the true place leaves in 95 % of screes drawn from
/// the fit. These have the fit's lines and noise like its deviations: of a size of its own before and behind the knee, and each related to
/// the one before it, because eigenvalues push one another.
/// </summary>
/// <remarks>Source: B. E. Hansen, "Regression kink with an unknown threshold" (2017), whose interval inverts the same test.</remarks>
internal static class KneeBootstrap
{
    private const int Draws = 300;
    private const double Level = 0.95;
    private const double StrongestRelation = 0.9;

    // Parameters of a fit, of which each segment's share counts against its own deviations.
    private const double ParametersOfASegment = 1.5;

    /// <summary>The first and the last place of the interval.</summary>
    /// <param name="lines">Fits of the scree's length.</param>
    /// <param name="fit">The fit.</param>
    public static (int First, int Last) Interval(TwoLines lines, TwoLinesFit fit)
    {
        var noise = Noise.Of(fit.Deviations, before: (int)lines.Places[fit.Best]);
        var random = new Random(Seed: 1);
        Vector<double> fitted = fit.Fitted;
        double[] excesses = [.. Enumerable.Range(0, Draws)
            .Select(_ => lines.Fit(InOrder(fitted + noise.Sample(random))).Excess(fit.Best))
            .Order()];
        double critical = excesses[(int)(Level * Draws)];
        int[] within = [.. Enumerable.Range(0, lines.Places.Count).Where(place => fit.Excess(place) <= critical)];
        return (within[0], within[^1]);
    }

    // As eigenvalues are.
    private static Vector<double> InOrder(Vector<double> scree) => Vector<double>.Build.DenseOfEnumerable(scree.OrderDescending());

    private sealed record Noise(int Length, int Before, double SizeBefore, double SizeBehind, double Relation)
    {
        // How many independent numbers the size of the first segment's noise rests on. Neighbours that are related count for less.
        private double Freedom => Math.Max(1, (Before - ParametersOfASegment) * (1 - (0.8 * Relation)));

        public static Noise Of(Vector<double> deviations, int before)
        {
            int length = deviations.Count;
            double sizeBefore = Size(deviations.SubVector(0, before)), sizeBehind = Size(deviations.SubVector(before, length - before));
            double[] scaled = [.. deviations.Select((d, i) => d / (i < before ? sizeBefore : sizeBehind))];
            double products = scaled.Zip(scaled.Skip(1), (a, b) => a * b).Sum(), squares = scaled.Sum(d => d * d);
            // Deviations from a fit are related less than the noise was, by about (1 + 3ρ) / n.
            double relation = ((products / squares * length) + 3) / (length - 4.0);
            return new Noise(length, before, sizeBefore, sizeBehind, Math.Clamp(relation, 0, StrongestRelation));
        }

        public Vector<double> Sample(Random random)
        {
            // The few eigenvalues before the knee say little of how large their noise is.
            double uncertain = Math.Sqrt(Freedom / ChiSquared.Sample(random, Freedom)), last = Normal.Sample(random, 0, 1);
            var sample = Vector<double>.Build.Dense(Length);
            for (int i = 0; i < Length; i++)
            {
                last = i == 0 ? last : (Relation * last) + (Math.Sqrt(1 - (Relation * Relation)) * Normal.Sample(random, 0, 1));
                sample[i] = last * (i < Before ? uncertain * SizeBefore : SizeBehind);
            }

            return sample;
        }

        private static double Size(Vector<double> deviations) =>
            Math.Max(
            double.Epsilon, // a segment may have no noise at all
            Math.Sqrt(deviations.DotProduct(deviations) / Math.Max(1, deviations.Count - ParametersOfASegment)));
    }
}
