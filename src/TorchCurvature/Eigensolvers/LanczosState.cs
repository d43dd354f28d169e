namespace TorchCurvature.Eigensolvers;

/// <summary>What a Lanczos run has to remember besides its Krylov space.</summary>
/// <param name="Products">Matrix-vector products taken.</param>
/// <param name="Restarts">Thick restarts.</param>
/// <param name="Unconfirmed">The wanted values as they were before the round that looks for missed copies; null outside of it.</param>
/// <param name="Status">How it ended; null while it goes on.</param>
internal sealed record LanczosState(long Products, int Restarts, UnconfirmedValue[]? Unconfirmed, SolverStatus? Status);
