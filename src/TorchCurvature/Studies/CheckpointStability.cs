using TorchCurvature.Models;

namespace TorchCurvature.Studies;

/// <summary>The edge of stability of the optimizer that a checkpoint tells of.</summary>
internal static class CheckpointStability
{
    /// <summary>Whether it is Adam.</summary>
    public static bool IsOfAdam(TrainingSnapshot training) => training.Beta2 is not null;

    /// <summary>
    /// 2/η for gradient descent; (2 + 2μ)/η with the momentum μ; (2 + 2β₁)/((1 − β₁) η) for Adam, whose momentum is a mean of gradients.
    /// Source: Cohen et al. 2021 and 2022.
    /// </summary>
    public static double? Threshold(TrainingSnapshot training)
    {
        if (training.LearningRate is not > 0)
        {
            return null;
        }

        double rate = training.LearningRate.Value;
        return !IsOfAdam(training)
            ? (2 + (2 * (training.Momentum ?? 0))) / rate
            : training.Beta1 is { } beta ? (2 + (2 * beta)) / ((1 - beta) * rate) : null;
    }
}
