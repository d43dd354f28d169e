namespace TorchCurvature.RandomMatrix;

/// <summary>A law fitted to the bulk of a measured spectrum, how good it is, and which eigenvalues are beyond it.</summary>
/// <param name="Law">The law.</param>
/// <param name="Population">The population behind it.</param>
/// <param name="BulkCount">n, the nonzero eigenvalues that were fitted.</param>
/// <param name="ZeroFraction">The share of all eigenvalues that rounding cannot tell from 0, to set beside the law's atom.</param>
/// <param name="OutlierCount">Eigenvalues above <paramref name="OutlierThreshold"/>.</param>
/// <param name="OutlierThreshold">What the largest eigenvalue of the fitted law's own samples exceeds with the probability <paramref name="Level"/>.</param>
/// <param name="Level">Probability of a false alarm.</param>
/// <param name="KolmogorovSmirnovDistance">The distance of the fitted eigenvalues from the law off 0.</param>
/// <param name="Verdict">What that distance says.</param>
public sealed record BulkFit(
    SpectralLaw Law, PopulationSpectrum Population, int BulkCount, double ZeroFraction, int OutlierCount, double OutlierThreshold, double Level, double KolmogorovSmirnovDistance, FitVerdict Verdict);
