namespace TorchCurvature.RandomMatrix;

/// <summary>A value that a share of the population's eigenvalues has.</summary>
/// <param name="Value">t ≥ 0.</param>
/// <param name="Weight">Its share.</param>
public readonly record struct PopulationAtom(double Value, double Weight);
