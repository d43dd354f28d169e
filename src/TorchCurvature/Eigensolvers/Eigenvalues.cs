namespace TorchCurvature.Eigensolvers;

/// <summary>All eigenvalues of a symmetric matrix.</summary>
/// <param name="Values">λ₁ ≥ … ≥ λ_n.</param>
/// <param name="ZeroRows">Rows of the matrix that are exactly zero, whose eigenvalues are exact zeros.</param>
public sealed record Eigenvalues(IReadOnlyList<double> Values, long ZeroRows);
