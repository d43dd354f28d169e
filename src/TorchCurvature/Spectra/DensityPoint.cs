namespace TorchCurvature.Spectra;

/// <summary>A smoothed spectral density at one place.</summary>
/// <param name="Eigenvalue">The place.</param>
/// <param name="Density">Share of the eigenvalues per unit of λ.</param>
/// <param name="Lower">
/// Lower end of the 95 % interval, <paramref name="QuadratureBound"/> included, and not below the part that is known exactly.
/// </param>
/// <param name="Upper">
/// Upper end of the 95 % interval, <paramref name="QuadratureBound"/> included; undefined for a single probe of signs.
/// </param>
/// <param name="QuadratureBound">The most by which the finite number of Lanczos steps can move the density here.</param>
public sealed record DensityPoint(double Eigenvalue, double Density, double Lower, double Upper, double QuadratureBound);
