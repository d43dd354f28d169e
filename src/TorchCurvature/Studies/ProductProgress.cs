using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>Who is told how far an analysis by products is.</summary>
/// <param name="Pairs">Of the search for eigenpairs.</param>
/// <param name="Density">Of the density.</param>
public sealed record ProductProgress(IProgress<LanczosProgress>? Pairs, IProgress<QuadratureProgress>? Density);
