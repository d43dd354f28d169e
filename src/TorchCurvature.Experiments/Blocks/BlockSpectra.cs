namespace TorchCurvature.Experiments.Blocks;

/// <summary>The blocks of a network.</summary>
/// <param name="Parameters">P.</param>
/// <param name="Blocks">Those of its weight matrices and kernels.</param>
public sealed record BlockSpectra(int Parameters, IReadOnlyList<BlockSpectrum> Blocks);
