using System.Text.Json.Nodes;
using TorchCurvature.Settings;

namespace TorchCurvature.Training;

/// <summary>What a training run does. The defaults are those of the paper's experiments where it states them.</summary>
public sealed record TrainingOptions
{
    /// <summary>How the parameters are moved, with its learning rate and the examples that a step sees.</summary>
    public OptimizerSpec Optimizer { get; init; } = new GradientDescentSpec();

    /// <summary>λ of the penalty ½λ‖w‖², which adds λw to the gradient, biases included, as PyTorch's <c>weight_decay</c> does.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Training stops where the norm of the gradient of <see cref="StopOn"/> falls below this. Mini-batch training looks at that over all
    /// examples after each pass over the data; with 0, at its beginning and end only.
    /// </summary>
    public double StopGradientNorm { get; init; } = 1e-4;

    /// <summary>The gradient whose norm is looked at: over all examples, or over the batch of a step.</summary>
    public StoppingGradient StopOn { get; init; }

    /// <summary>Training stops after this many steps.</summary>
    public long MaxSteps { get; init; } = 20_000;

    /// <summary>Seed of the order of the examples.</summary>
    public long Seed { get; init; }

    /// <summary>Refuses settings that no run can follow.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, zero where it may not be, or not finite.</exception>
    /// <exception cref="SettingException">Two settings of the optimizer do not go together.</exception>
    public void Validate()
    {
        Optimizer.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSteps);
        if (!(StopGradientNorm >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(StopGradientNorm), StopGradientNorm, "The gradient norm to stop at is a number, and not negative.");
        }

        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay)))
        {
            throw new ArgumentOutOfRangeException(nameof(WeightDecay), WeightDecay, "Weight decay is a finite number, and not negative.");
        }
    }

    /// <summary>All values as an object of a manifest.</summary>
    internal JsonObject ToJson() => new()
    {
        ["optimizer"] = Optimizer.ToJson(),
        ["weight-decay"] = WeightDecay,
        ["stop-gradient-norm"] = StopGradientNorm,
        ["stop-on"] = Setting.ToJson(StopOn),
        ["max-steps"] = MaxSteps,
        ["seed"] = Seed,
    };
}
