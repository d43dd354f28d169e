using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// LeNet-5 in its modern form: two padded 5×5 convolutions (6 and 16 channels) with 2×2 max pooling, then layers of 120, 84 and C units.
/// Source: LeCun, Bottou, Bengio, Haffner 1998, with max pooling and without the sparse channel table.
/// </summary>
public static class LeNet
{
    /// <summary>
    /// A LeNet-5 with randomly drawn weights; P = 61,706 on 28×28 digits, where the first convolution is padded to 32×32.
    /// </summary>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="height">Height of the images in pixels: 28 or 32 are usual.</param>
    /// <param name="width">Width of the images in pixels.</param>
    /// <param name="outputs">Number of outputs (logits).</param>
    /// <param name="activation">The nonlinearity after every layer but the last.</param>
    /// <param name="seed">Seed of the weights, each uniform in ±1/√(inputs of its unit).</param>
    /// <param name="dtype">Precision of the parameters; a seed draws the same network in each.</param>
    /// <returns>A plain <see cref="Sequential"/>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The images are smaller than 12×12.</exception>
    public static Sequential Create(
        long inputChannels, long height, long width, long outputs, Activation activation, long seed, ScalarType dtype = ScalarType.Float64)
    {
        // The original reads 32×32: smaller images get the border that the original digits were centred in.
        long padding = height < 32 && width < 32 ? 2 : 0;
        long rows = ((height + (2 * padding) - 4) / 2 - 4) / 2;
        long columns = ((width + (2 * padding) - 4) / 2 - 4) / 2;
        if (rows < 1 || columns < 1)
        {
            throw new ArgumentException($"LeNet-5 needs images of at least 12×12, and these are {height}×{width}.", nameof(height));
        }

        using var layers = new LayerBuilder(activation, seed);
        layers.Convolution(inputChannels, 6, kernel: 5, padding);
        layers.Activation();
        layers.MaxPooling(2);
        layers.Convolution(6, 16, kernel: 5);
        layers.Activation();
        layers.MaxPooling(2);
        layers.Flatten();
        layers.Linear(16 * rows * columns, 120);
        layers.Activation();
        layers.Linear(120, 84);
        layers.Activation();
        layers.Linear(84, outputs);
        return layers.Build(dtype);
    }
}
