namespace TorchCurvature.Training;

/// <summary>A moment of a training run.</summary>
/// <param name="Step">Steps taken before this moment.</param>
/// <param name="Loss">The loss that the next step sees: over all examples for gradient descent, over the next batch otherwise.</param>
/// <param name="GradientNorm">Norm of the gradient over all examples, where it was computed.</param>
public sealed record TrainingRecord(long Step, double Loss, double? GradientNorm);
