namespace TorchCurvature.Studies.Parts;

/// <summary>What several processes found of a matrix in parts.</summary>
/// <param name="Values">All eigenvalues, descending.</param>
/// <param name="Solver">What found them.</param>
internal sealed record PartValues(double[] Values, string Solver);
