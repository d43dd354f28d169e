using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>Small convolutional networks: 5×5 convolutions, each with an activation and 2×2 max pooling, then one linear layer.</summary>
public static class ConvolutionalNetwork
{
    private const int Kernel = 5;
    private const int Pool = 2;

    /// <summary>A convolutional network with randomly drawn weights. 28×28 digits with channels 6, 16 give P = 5142.</summary>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="height">Height of the images in pixels.</param>
    /// <param name="width">Width of the images in pixels.</param>
    /// <param name="channels">Output channels of each convolution, first to last.</param>
    /// <param name="outputs">Number of outputs (logits).</param>
    /// <param name="activation">The nonlinearity after every convolution.</param>
    /// <param name="seed">Seed of the weights, each uniform in ±1/√(inputs of its unit).</param>
    /// <param name="dtype">Precision of the parameters; a seed draws the same network in each.</param>
    /// <returns>A plain <see cref="Sequential"/>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The images are too small for this many convolutions.</exception>
    public static Sequential Create(
        long inputChannels, long height, long width, IReadOnlyList<int> channels, long outputs, Activation activation, long seed,
        ScalarType dtype = ScalarType.Float64)
    {
        ArgumentNullException.ThrowIfNull(channels);
        using var layers = new LayerBuilder(activation, seed);
        long depth = inputChannels, rows = height, columns = width;
        foreach (int next in channels)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(next, nameof(channels));
            (rows, columns) = ((rows - Kernel + 1) / Pool, (columns - Kernel + 1) / Pool);
            if (rows < 1 || columns < 1)
            {
                throw new ArgumentException(
                    $"Images of {height}×{width} are too small for {channels.Count} convolutions of {Kernel}×{Kernel} with "
                        + $"{Pool}×{Pool} pooling. " +
                    "Use fewer channels or larger images.", nameof(channels));
            }

            layers.Convolution(depth, next, Kernel);
            layers.Activation();
            layers.MaxPooling(Pool);
            depth = next;
        }

        layers.Flatten();
        layers.Linear(depth * rows * columns, outputs);
        return layers.Build(dtype);
    }
}
