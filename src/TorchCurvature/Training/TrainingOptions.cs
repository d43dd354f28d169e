namespace TorchCurvature.Training;

/// <summary>What a training run does. The defaults are those of the paper's experiments where it states them.</summary>
public sealed record TrainingOptions
{
    /// <summary>Full-batch or mini-batch steps.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.GradientDescent;

    /// <summary>Examples in a mini-batch; the last one of a pass may be smaller. Not used by gradient descent.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>η, constant.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>λ of the penalty ½λ‖w‖², which adds λw to the gradient, biases included, as PyTorch's <c>weight_decay</c> does.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Training stops where the norm of the gradient over all examples falls below this. Mini-batch training looks after each pass over the
    /// data; with 0, at its beginning and end only.
    /// </summary>
    public double StopGradientNorm { get; init; } = 1e-4;

    /// <summary>Training stops after this many steps.</summary>
    public long MaxSteps { get; init; } = 20_000;

    /// <summary>Seed of the order of the examples.</summary>
    public long Seed { get; init; }

    /// <summary>Refuses settings that no run can follow.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, zero where it may not be, or not finite.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(StopGradientNorm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay)))
        {
            throw new ArgumentOutOfRangeException(nameof(WeightDecay), WeightDecay, "Weight decay is a finite number, and not negative.");
        }

        if (!double.IsFinite(LearningRate) || double.IsNaN(StopGradientNorm))
        {
            throw new ArgumentOutOfRangeException(
                nameof(LearningRate), LearningRate,
                "The learning rate must be a finite number, and the gradient norm to stop at a number.");
        }
    }
}
