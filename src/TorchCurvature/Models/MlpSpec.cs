using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>A fully connected network (<see cref="MultilayerPerceptron"/>).</summary>
public sealed record MlpSpec : LayeredModelSpec
{
    /// <inheritdoc/>
    public override string Word => "mlp";

    /// <inheritdoc/>
    public override bool ReadsImages => false;

    /// <summary>Width of each hidden layer.</summary>
    [Setting("hidden", "mlp, mlp-bn: widths of the hidden layers.")]
    public IReadOnlyList<int> Hidden { get; init; } = [30, 30];

    /// <inheritdoc/>
    public override double? ParameterCount(IReadOnlyList<long> exampleShape, int outputs) =>
        MultilayerPerceptron.CountOf(Inputs(exampleShape), Hidden, outputs);

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed) =>
        MultilayerPerceptron.Create(Inputs(exampleShape), Hidden, outputs, Activation, seed);

    private static long Inputs(IReadOnlyList<long> exampleShape) => exampleShape.Aggregate(1L, (product, side) => product * side);
}
