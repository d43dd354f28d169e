using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>All eigenvalues of a symmetric matrix, with what their trust depends on.</summary>
/// <param name="Values">λ₁ ≥ … ≥ λ_n.</param>
/// <param name="ZeroRows">Rows of the matrix that are exactly zero, whose eigenvalues are exact zeros.</param>
/// <param name="DType">The precision that they were computed in.</param>
/// <param name="InheritedError">A bound, in the spectral norm, of the error that the matrix came with.</param>
public sealed record Eigenvalues(IReadOnlyList<double> Values, long ZeroRows, ScalarType DType, double InheritedError);
