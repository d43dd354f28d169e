using TorchCurvature.Landscape;

namespace TorchCurvature.Studies.Runs;

/// <summary>Whether two networks lie in one level set, in a manifest.</summary>
/// <param name="Tolerance">To this, in units of the loss.</param>
/// <param name="Decision">Whether they do.</param>
internal sealed record LevelSetRecord(double Tolerance, LevelSetDecision Decision);
