namespace TorchCurvature.Training;

/// <summary>Gradient descent over all examples in every step.</summary>
public sealed record GradientDescentSpec : DescentSpec
{
    /// <inheritdoc/>
    public override string Word => "gd";

    /// <inheritdoc/>
    public override int? ExamplesPerStep => null;

    /// <inheritdoc/>
    /// <returns>Stochastic gradient descent, where a step does not see all.</returns>
    public override OptimizerSpec WithExamplesPerStep(int? examples) => examples is { } size
        ? new StochasticGradientDescentSpec { LearningRate = LearningRate, Momentum = Momentum, Nesterov = Nesterov, BatchSize = size }
        : this;
}
