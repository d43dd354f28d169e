using MathNet.Numerics.Distributions;

namespace TorchCurvature.Spectra;

/// <summary>Mean of independent samples and its standard error.</summary>
internal readonly record struct SampleMean(double Mean, double StandardError, int Count)
{
    private const double TailProbability = 0.025;

    /// <summary>
    /// Half the width of the 95 % interval, by Student's law with one degree of freedom fewer than samples; infinite for one sample or
    /// none, and 0 where there was nothing to sample.
    /// </summary>
    internal double HalfWidth => Count switch
    {
        0 => StandardError,
        1 => double.PositiveInfinity,
        _ => StandardError == 0 ? 0 : StudentT.InvCDF(0, 1, Count - 1, 1 - TailProbability) * StandardError,
    };

    internal static SampleMean Of(IReadOnlyCollection<double> samples)
    {
        double mean = samples.Count == 0 ? 0 : samples.Average();
        double squares = samples.Sum(s => (s - mean) * (s - mean));
        double error = samples.Count < 2 ? double.NaN : Math.Sqrt(squares / (samples.Count - 1) / samples.Count);
        return new SampleMean(mean, error, samples.Count);
    }
}
