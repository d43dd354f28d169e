using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Networks;

/// <summary>A fully connected ReLU network whose weights are drawn larger or smaller than usual.</summary>
internal sealed record ScaledMlpSpec : ModelSpec
{
    /// <inheritdoc/>
    public override string Word => "scaled-mlp";

    /// <inheritdoc/>
    public override bool ReadsImages => false;

    /// <summary>Width of each hidden layer.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>The factor of all weights and biases before training.</summary>
    public double Scale { get; init; } = 1;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed)
    {
        Sequential network = MultilayerPerceptron.Create(exampleShape.Single(), Hidden, outputs, Activation.ReLU, seed);
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in network.parameters())
        {
            parameter.MultiplyInPlace(Scale);
        }

        return network;
    }
}
