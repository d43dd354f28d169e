using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>5×5 convolutions with pooling and one linear layer (<see cref="ConvolutionalNetwork"/>).</summary>
public sealed record ConvolutionalNetworkSpec : ImageModelSpec
{
    /// <inheritdoc/>
    public override string Word => "convnet";

    /// <summary>Channels of each convolution.</summary>
    [Setting("channels", "convnet: channels of each convolution.")]
    public IReadOnlyList<int> Channels { get; init; } = [6, 16];

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> CreateFor(long channels, long height, long width, int outputs, long seed) =>
        ConvolutionalNetwork.Create(channels, height, width, Channels, outputs, Activation, seed);
}
