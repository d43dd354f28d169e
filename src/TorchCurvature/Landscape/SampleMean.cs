namespace TorchCurvature.Landscape;

/// <summary>Mean over examples and its standard error, which is undefined for one example.</summary>
internal readonly record struct SampleMean(double Mean, double StandardError)
{
    internal static SampleMean Of(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        double squares = values.Sum(v => (v - mean) * (v - mean));
        return new SampleMean(mean, Math.Sqrt(squares / (values.Count - 1) / values.Count));
    }
}
