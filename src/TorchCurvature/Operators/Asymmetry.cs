namespace TorchCurvature.Operators;

/// <summary>How far a matrix A was from its transpose before both were made equal.</summary>
/// <param name="Largest">The largest |A_ij − A_ji|.</param>
/// <param name="FrobeniusNorm">‖(A − Aᵀ)/2‖_F, what the mean of both took away.</param>
internal sealed record Asymmetry(double Largest, double FrobeniusNorm);
