using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Studies.Runs;

/// <summary>How a search for eigenpairs ended, as the manifest says it.</summary>
internal sealed record EigenpairsEntry(
    SolverStatus Status, bool AreRanksConfirmed, long Products, double SpectralNorm, int Converged, double Seconds);
