using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>A network that reads images.</summary>
public abstract record ImageModelSpec : LayeredModelSpec
{
    /// <inheritdoc/>
    public override bool ReadsImages => true;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        return exampleShape is [var channels, var height, var width]
            ? CreateFor(channels, height, width, outputs, seed)
            : throw new ArgumentException(
                $"A {Word} reads images [channels, height, width], and these examples have the shape [{string.Join(", ", exampleShape)}].",
                nameof(exampleShape));
    }

    /// <summary>The network for images of a size.</summary>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="seed">Seed of the weights.</param>
    protected abstract nn.Module<Tensor, Tensor> CreateFor(long channels, long height, long width, int outputs, long seed);
}
