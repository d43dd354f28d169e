using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>LeNet-5 (<see cref="LeNet"/>).</summary>
public sealed record LeNetSpec : ImageModelSpec
{
    /// <inheritdoc/>
    public override string Word => "lenet";

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> CreateFor(long channels, long height, long width, int outputs, long seed) =>
        LeNet.Create(channels, height, width, outputs, Activation, seed);
}
