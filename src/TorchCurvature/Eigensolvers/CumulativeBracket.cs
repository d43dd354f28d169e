namespace TorchCurvature.Eigensolvers;

/// <summary>Bounds of the cumulative share vᵀ1(A ≤ x)v of a unit vector's spectral measure.</summary>
/// <param name="Lower">No more than the share of what is below x.</param>
/// <param name="Upper">No less than the share of what is ≤ x.</param>
public readonly record struct CumulativeBracket(double Lower, double Upper);
