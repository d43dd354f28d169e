using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>What a checkpoint says of the training that it is from. Owns its tensor.</summary>
public sealed record TrainingSnapshot : IDisposable
{
    /// <summary>Steps taken; null where the file does not say.</summary>
    public long? Step { get; init; }

    /// <summary>η; null where the file does not say.</summary>
    public double? LearningRate { get; init; }

    /// <summary>μ of gradient descent with momentum; null where the file does not say.</summary>
    public double? Momentum { get; init; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    public bool IsNesterov { get; init; }

    /// <summary>β₁ of Adam; null where the file does not say.</summary>
    public double? Beta1 { get; init; }

    /// <summary>β₂ of Adam; null where the file does not say.</summary>
    public double? Beta2 { get; init; }

    /// <summary>ε of Adam; null where the file does not say.</summary>
    public double? Epsilon { get; init; }

    /// <summary>
    /// v [P] of Adam, the running means of the squared gradients as they are stored, without the correction 1/(1 − β₂ᵗ), or the largest of
    /// them so far where AMSGrad divides by those; in the order of w, float64, on the CPU. Null where there are none. This object owns it.
    /// </summary>
    public Tensor? SecondMoments { get; init; }

    /// <summary>Releases the tensor.</summary>
    public void Dispose() => SecondMoments?.Dispose();
}
