namespace TorchCurvature.Experiments.Blocks;

/// <summary>The eigenvalues of a weight's own block of the Hessian.</summary>
/// <param name="Name">The weight's name.</param>
/// <param name="Eigenvalues">Descending.</param>
public sealed record BlockSpectrum(string Name, IReadOnlyList<double> Eigenvalues);
