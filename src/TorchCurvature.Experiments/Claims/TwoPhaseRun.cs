namespace TorchCurvature.Experiments.Claims;

/// <summary>The looks at one training with a large and then a small batch.</summary>
/// <param name="Looks">In order.</param>
internal sealed record TwoPhaseRun(IReadOnlyList<TrainingLook> Looks)
{
    /// <summary>Looks of each phase that make its end or its beginning: a fifth.</summary>
    /// <param name="looks">Looks of the phase.</param>
    public static int Window(int looks) => Math.Max(1, looks / 5);
}
