using MathNet.Numerics.Distributions;

namespace TorchCurvature.Statistics;

/// <summary>Mean of independent samples and its standard error, √(variance / n) with n − 1 in the variance.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Its standard error; undefined for one sample.</param>
/// <param name="Count">n.</param>
internal readonly record struct SampleMean(double Mean, double StandardError, int Count)
{
    private const double TailProbability = 0.025;

    /// <summary>The mean of what is 0 for certain, where there is nothing to sample.</summary>
    internal static SampleMean Zero => default;

    /// <summary>0 with an undefined error, where there is something to sample and nothing was.</summary>
    internal static SampleMean Unknown => new(0, double.NaN, 0);

    /// <summary>
    /// Half the width of the 95 % interval, by Student's law with one degree of freedom fewer than samples; infinite for one sample, and
    /// the standard error itself where there is none.
    /// </summary>
    internal double HalfWidth => Count switch
    {
        0 => StandardError,
        1 => double.PositiveInfinity,
        _ => StandardError == 0 ? 0 : StudentT.InvCDF(0, 1, Count - 1, 1 - TailProbability) * StandardError,
    };

    /// <summary>The mean of at least one sample.</summary>
    /// <param name="samples">The samples.</param>
    /// <exception cref="ArgumentException">There is no sample, whose mean is not defined.</exception>
    internal static SampleMean Of(IReadOnlyCollection<double> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0)
        {
            throw new ArgumentException("The mean of no samples is not defined.", nameof(samples));
        }

        double mean = samples.Average();
        double squares = samples.Sum(s => (s - mean) * (s - mean));
        double error = samples.Count < 2 ? double.NaN : Math.Sqrt(squares / (samples.Count - 1) / samples.Count);
        return new SampleMean(mean, error, samples.Count);
    }
}
