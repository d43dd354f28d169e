namespace TorchCurvature.Training;

/// <summary>A stretch of a training run with one batch size.</summary>
/// <param name="BatchSize">Examples in a mini-batch; null for gradient descent over all examples.</param>
/// <param name="Steps">Steps to take.</param>
public sealed record TrainingPhase(int? BatchSize, long Steps);
