using TorchCurvature.Spectra;

namespace TorchCurvature.Reporting.Plots;

/// <summary>A panel of a <see cref="DensityPlot"/>.</summary>
/// <param name="Point">The point's name.</param>
/// <param name="Dimension">P, by which the density is multiplied to count eigenvalues.</param>
/// <param name="Curve">The density at ascending places; at least one.</param>
public sealed record NamedDensity(string Point, long Dimension, IReadOnlyList<DensityPoint> Curve);
