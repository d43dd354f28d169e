namespace TorchCurvature.Experiments.Claims;

/// <summary>The looks at one training with a large and then a small batch.</summary>
/// <param name="Looks">In order.</param>
internal sealed record TwoPhaseRun(IReadOnlyList<TrainingLook> Looks);
