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
    [Setting("hidden", "mlp: width of each hidden layer.")]
    public IReadOnlyList<int> Hidden { get; init; } = [30, 30];

    /// <inheritdoc/>
    public override double? ParameterCount(IReadOnlyList<long> exampleShape, int outputs)
    {
        double[] widths = [exampleShape.Aggregate(1.0, (product, side) => product * side), .. Hidden, outputs];
        return widths.Zip(widths.Skip(1), (from, to) => (from + 1) * to).Sum();
    }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed) =>
        MultilayerPerceptron.Create(exampleShape.Aggregate(1L, (product, side) => product * side), Hidden, outputs, Activation, seed);
}
