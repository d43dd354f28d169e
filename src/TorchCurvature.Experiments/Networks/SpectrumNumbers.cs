using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Networks;

/// <summary>What claims about a spectrum go by.</summary>
/// <param name="Parameters">P.</param>
/// <param name="NearZero">Eigenvalues within <see cref="NearZeroShare"/> of max|λ| around 0.</param>
/// <param name="Outliers">Eigenvalues above the bulk's edge; null where there is no such edge.</param>
/// <param name="Largest">λ max.</param>
/// <param name="Smallest">λ min.</param>
/// <param name="Negatives">Eigenvalues that are negative beyond rounding.</param>
internal sealed record SpectrumNumbers(int Parameters, int NearZero, int? Outliers, double Largest, double Smallest, int Negatives)
{
    /// <summary>Up to this share of max|λ|, an eigenvalue is near zero. The paper says "at or near zero" and gives no number.</summary>
    public const double NearZeroShare = 0.01;

    /// <summary>The share of eigenvalues near zero.</summary>
    public double ShareNearZero => NearZero / (double)Parameters;

    /// <summary>The numbers of a spectrum.</summary>
    public static SpectrumNumbers Of(Spectrum spectrum) => new(
        spectrum.Dimension,
        spectrum.CountNearZero(NearZeroShare * spectrum.SpectralNorm),
        OutlierCounting.Count(spectrum, OutlierRule.BulkEdge).Count,
        spectrum.Largest,
        spectrum.Smallest,
        spectrum.NegativeCount);
}
