namespace TorchCurvature.Training;

/// <summary>Why a training run ended.</summary>
public enum StoppingReason
{
    /// <summary>The norm of the gradient over all examples fell below the bound.</summary>
    GradientNorm,

    /// <summary>The limit of steps was reached.</summary>
    StepLimit,

    /// <summary>It was cancelled; the model is as the last whole step left it.</summary>
    Cancelled,
}
