namespace TorchCurvature.Studies.Runs;

/// <summary>What was chosen for the memory that there is, as the manifest says it.</summary>
internal sealed record EffectiveEntry(int KeptGraphs, int ProbesSideBySide);
