using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Studies.Runs;

/// <summary>How the estimate of a density ended, as the manifest says it.</summary>
internal sealed record DensityEntry(SolverStatus Status, int Probes, int Steps, long Products);
