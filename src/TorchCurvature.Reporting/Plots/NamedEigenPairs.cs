using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Reporting.Plots;

/// <summary>The ends of one spectrum in an <see cref="EigenPairPlot"/>.</summary>
/// <param name="Point">The point's name.</param>
/// <param name="Pairs">The pairs at both ends; referred to, not owned.</param>
public sealed record NamedEigenPairs(string Point, ExtremalEigenPairs Pairs);
