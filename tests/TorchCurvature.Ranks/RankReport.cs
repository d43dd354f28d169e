namespace TorchCurvature.Ranks;

/// <summary>What rank 0 says that the processes found.</summary>
/// <param name="Solver">What solved it, or why nothing did.</param>
/// <param name="Processes">How many there were.</param>
/// <param name="SquaredNorm">‖A‖²_F, from the parts.</param>
/// <param name="IsSameInAll">Whether all processes have the same eigenvalues, to the bit.</param>
/// <param name="Values">All eigenvalues, descending; none where there is no solver.</param>
public sealed record RankReport(string Solver, int Processes, double SquaredNorm, bool IsSameInAll, double[] Values);
