namespace TorchCurvature.Eigensolvers;

/// <summary>Where a Lanczos run stands.</summary>
/// <param name="Products">Columns multiplied so far.</param>
/// <param name="Restarts">Times that the basis was full and was compressed.</param>
/// <param name="Converged">Wanted pairs that reached the tolerance, by the recurrence's residual norms.</param>
/// <param name="Wanted">Pairs wanted.</param>
/// <param name="WorstResidual">The largest residual norm of a wanted pair relative to max|λ|; infinite while there are fewer pairs than wanted.</param>
/// <param name="IsConfirming">All have converged, and a new random start looks for copies that were missed.</param>
public sealed record LanczosProgress(long Products, int Restarts, int Converged, int Wanted, double WorstResidual, bool IsConfirming);
