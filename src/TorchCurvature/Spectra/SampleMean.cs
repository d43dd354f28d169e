namespace TorchCurvature.Spectra;

/// <summary>Mean of independent samples and its standard error.</summary>
internal readonly record struct SampleMean(double Mean, double StandardError)
{
    internal static SampleMean Of(IReadOnlyCollection<double> samples)
    {
        double mean = samples.Count == 0 ? 0 : samples.Average();
        double squares = samples.Sum(s => (s - mean) * (s - mean));
        return new SampleMean(mean, samples.Count < 2 ? double.NaN : Math.Sqrt(squares / (samples.Count - 1) / samples.Count));
    }
}
