namespace TorchCurvature.Training;

/// <summary>What a training run did.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="History">Moments of the run in order: about a thousand single steps at most, and every look at all examples.</param>
public sealed record TrainingResult(StoppingReason Reason, long Steps, IReadOnlyList<TrainingRecord> History);
