namespace TorchCurvature.Spectra;

/// <summary>A smoothed spectral density at one place.</summary>
/// <param name="Eigenvalue">The place.</param>
/// <param name="Density">Share of the eigenvalues per unit of λ.</param>
/// <param name="Lower">The density less two standard errors, and not below the part that is known exactly; undefined for a single probe.</param>
/// <param name="Upper">The density and two standard errors; undefined for a single probe.</param>
public sealed record DensityPoint(double Eigenvalue, double Density, double Lower, double Upper);
