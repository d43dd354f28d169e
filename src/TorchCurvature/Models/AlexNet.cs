using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// AlexNet for small images, bare: five convolutions (64, 192, 384, 256, 256 channels; 11×11 with stride 4, 5×5, then 3×3), three 2×2 max
/// poolings, one linear layer, and neither dropout nor normalization. Source: Krizhevsky, Sutskever, Hinton 2012, in the widths and strides
/// that are usual for CIFAR-10, whose three linear layers are one.
/// </summary>
public static class AlexNet
{
    private const int SmallestSide = 29; // three poolings of what the first convolution leaves

    /// <summary>An AlexNet with randomly drawn weights; P = 2,472,266 on 32×32 colour images of ten classes.</summary>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="height">Height of the images in pixels.</param>
    /// <param name="width">Width of the images in pixels.</param>
    /// <param name="outputs">Number of outputs (logits).</param>
    /// <param name="activation">The nonlinearity after every convolution.</param>
    /// <param name="seed">Seed of the weights, each uniform in ±1/√(inputs of its unit).</param>
    /// <param name="dtype">Precision of the parameters; a seed draws the same network in each.</param>
    /// <returns>A plain <see cref="Sequential"/>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The images are smaller than 29×29.</exception>
    public static Sequential Create(
        long inputChannels, long height, long width, long outputs, Activation activation, long seed, ScalarType dtype = ScalarType.Float64)
    {
        if (height < SmallestSide || width < SmallestSide)
        {
            throw new ArgumentException(
                $"AlexNet needs images of at least {SmallestSide}×{SmallestSide}, and these are {height}×{width}.", nameof(height));
        }

        using var layers = new LayerBuilder(activation, seed);
        layers.Convolution(inputChannels, 64, kernel: 11, padding: 5, stride: 4);
        layers.Activation();
        layers.MaxPooling(2);
        layers.Convolution(64, 192, kernel: 5, padding: 2);
        layers.Activation();
        layers.MaxPooling(2);
        layers.Convolution(192, 384, kernel: 3, padding: 1);
        layers.Activation();
        layers.Convolution(384, 256, kernel: 3, padding: 1);
        layers.Activation();
        layers.Convolution(256, 256, kernel: 3, padding: 1);
        layers.Activation();
        layers.MaxPooling(2);
        layers.Flatten();
        layers.Linear(256 * Side(height) * Side(width), outputs);
        return layers.Build(dtype);

        static long Side(long pixels) => (((pixels + 10 - 11) / 4) + 1) / 8;
    }
}
