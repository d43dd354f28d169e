using TorchCurvature.Settings;

namespace TorchCurvature.Training;

/// <summary>Gradient descent over mini-batches.</summary>
public sealed record StochasticGradientDescentSpec : DescentSpec
{
    /// <inheritdoc/>
    public override string Word => "sgd";

    /// <summary>Examples in a mini-batch; the last one of a pass may be smaller. 0 takes all of them in every step.</summary>
    [Setting("batch-size", "sgd, adam: examples in a mini-batch; 0 for all.", Least = 0)]
    public int BatchSize { get; init; } = 32;

    /// <summary>The order in which a pass takes the examples.</summary>
    [Setting("order", "sgd, adam: order of the examples: drawn anew for each pass, or that of the data.")]
    public ExampleOrder Order { get; init; }

    /// <inheritdoc/>
    public override int? ExamplesPerStep => BatchSize == 0 ? null : BatchSize;

    /// <inheritdoc/>
    public override ExampleOrder OrderOfExamples => Order;

    /// <inheritdoc/>
    public override OptimizerSpec WithExamplesPerStep(int? examples) => this with { BatchSize = examples ?? 0 };
}
