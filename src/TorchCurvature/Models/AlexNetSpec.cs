using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>AlexNet for images of 32×32 (<see cref="AlexNet"/>).</summary>
public sealed record AlexNetSpec : ImageModelSpec
{
    /// <inheritdoc/>
    public override string Word => "alexnet";

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> CreateFor(long channels, long height, long width, int outputs, long seed) =>
        AlexNet.Create(channels, height, width, outputs, Activation, seed);
}
