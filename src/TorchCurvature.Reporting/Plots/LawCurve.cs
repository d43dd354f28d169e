using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Reporting.Plots;

/// <summary>A law in a <see cref="LawPanel"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Law">The law.</param>
/// <param name="OutlierThreshold">Where its outliers begin; becomes a dashed line.</param>
public sealed record LawCurve(string Name, SpectralLaw Law, double? OutlierThreshold = null);
