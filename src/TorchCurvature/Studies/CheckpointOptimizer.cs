using TorchCurvature.Models;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>The optimizer that a checkpoint tells of.</summary>
internal static class CheckpointOptimizer
{
    /// <summary>Whether it is Adam.</summary>
    public static bool IsAdam(TrainingSnapshot training) => training.Beta2 is not null;

    /// <summary>Its rule with its numbers; null where the checkpoint does not say enough.</summary>
    public static OptimizerSpec? Of(TrainingSnapshot training) => training switch
    {
        { LearningRate: not > 0 } => null,
        { Beta2: { } beta2, Beta1: { } beta1 } => new AdamSpec { LearningRate = training.LearningRate.Value, Beta1 = beta1, Beta2 = beta2 },
        { Beta2: not null } or { Epsilon: not null } => null, // the second is RMSprop, or another one that divides
        _ => new GradientDescentSpec
        {
            LearningRate = training.LearningRate.Value,
            Momentum = training.Momentum ?? 0,
            Nesterov = training.IsNesterov,
        },
    };
}
