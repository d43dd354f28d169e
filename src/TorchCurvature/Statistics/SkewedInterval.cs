using MathNet.Numerics.Distributions;

namespace TorchCurvature.Statistics;

/// <summary>
/// The 95 % interval of a mean whose samples have a skewed law, as squared lengths of random vectors have where one eigenvalue outweighs
/// the others: Student's interval on the scale of a cubic transformation that takes the skewness out (Hall 1992). For samples that lie
/// evenly to both sides it is Student's.
/// </summary>
/// <param name="Lower">Its lower end.</param>
/// <param name="Upper">Its upper end.</param>
internal readonly record struct SkewedInterval(double Lower, double Upper)
{
    private const double TailProbability = 0.025;
    private const double Negligible = 1e-6;

    /// <summary>The interval; without ends for one sample.</summary>
    /// <param name="samples">The samples.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SkewedInterval Of(IReadOnlyCollection<double> samples)
    {
        var mean = SampleMean.Of(samples);
        if (mean.Count == 1)
        {
            return new SkewedInterval(double.NegativeInfinity, double.PositiveInfinity);
        }

        double spread = Math.Sqrt(samples.Average(s => (s - mean.Mean) * (s - mean.Mean)));
        if (spread == 0)
        {
            return new SkewedInterval(mean.Mean, mean.Mean);
        }

        double skewness = samples.Average(s => Math.Pow((s - mean.Mean) / spread, 3)) / Math.Sqrt(mean.Count);
        double quantile = StudentT.InvCDF(0, 1, mean.Count - 1, 1 - TailProbability);
        return new SkewedInterval(
            mean.Mean - (Untransformed(quantile, skewness) * mean.StandardError),
            mean.Mean - (Untransformed(-quantile, skewness) * mean.StandardError));
    }

    // Of y = t + γt²/3 + γ²t³/27 + γ/6, the t.
    private static double Untransformed(double y, double skewness) => Math.Abs(skewness) < Negligible
        ? y
        : 3 / skewness * (Math.Cbrt(1 + (skewness * (y - (skewness / 6)))) - 1);
}
