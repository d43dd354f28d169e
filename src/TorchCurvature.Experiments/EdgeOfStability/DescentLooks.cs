namespace TorchCurvature.Experiments.EdgeOfStability;

/// <summary>A descent.</summary>
/// <param name="Looks">Its moments in order.</param>
public sealed record DescentLooks(IReadOnlyList<DescentLook> Looks);
