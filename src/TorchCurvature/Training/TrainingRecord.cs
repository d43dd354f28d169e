using System.Text.Json.Serialization;

namespace TorchCurvature.Training;

/// <summary>A moment of a training run.</summary>
public sealed record TrainingRecord
{
    [JsonConstructor]
    internal TrainingRecord(long step, double loss, double? gradientNorm)
    {
        (Step, Loss, GradientNorm) = (step, loss, gradientNorm);
    }

    /// <summary>Steps taken before this moment.</summary>
    public long Step { get; internal init; }

    /// <summary>The loss that the next step sees: over all examples for gradient descent, over the next batch otherwise.</summary>
    public double Loss { get; }

    /// <summary>Norm of the gradient over all examples, where it was computed.</summary>
    public double? GradientNorm { get; }
}
