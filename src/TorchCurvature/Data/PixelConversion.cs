using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// Images of bytes to network inputs: (u/255 − m_c)/s_c with the mean and standard deviation of channel c, then area averaging
/// to the wanted size. Computed in float64, rounded once.
/// </summary>
internal sealed class PixelConversion : IDisposable
{
    /// <summary>How many images callers convert at a time: the float64 copy of so many stays in the megabytes.</summary>
    internal const int ChunkLength = 500;

    private readonly Tensor _mean;
    private readonly Tensor _deviation;
    private readonly Tensor? _rows;
    private readonly Tensor? _columns;
    private readonly long[] _imageShape;
    private readonly long[] _inputShape;
    private readonly ScalarType _dtype;

    /// <exception cref="ArgumentOutOfRangeException">A side of <paramref name="resize"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is not floating point.</exception>
    internal PixelConversion(double[] means, double[] deviations, int side, ScalarType dtype, ImageSize? resize)
    {
        if (resize is { Height: < 1 } or { Width: < 1 })
        {
            throw new ArgumentOutOfRangeException(nameof(resize), resize, "Images need a height and a width of at least 1.");
        }

        if (!is_floating_point(dtype))
        {
            throw new ArgumentException($"Network inputs cannot be {dtype}; ask for a floating-point dtype.", nameof(dtype));
        }

        _dtype = dtype;
        _imageShape = [means.Length, side, side];
        _inputShape = [means.Length, resize?.Height ?? side, resize?.Width ?? side];
        using DisposeScope scope = NewDisposeScope();
        _mean = tensor(means).MultiplyInPlace(255).reshape(-1, 1, 1).DetachFromDisposeScope();
        _deviation = tensor(deviations).MultiplyInPlace(255).reshape(-1, 1, 1).DetachFromDisposeScope();
        if (resize is { } size)
        {
            _rows = AreaAverage.Weights(side, size.Height).DetachFromDisposeScope();
            _columns = AreaAverage.Weights(side, size.Width).t().contiguous().DetachFromDisposeScope();
        }
    }

    /// <summary>Room for the inputs of so many images, [count, channels, height, width]; the caller disposes it.</summary>
    /// <exception cref="InsufficientMemoryException">There is none.</exception>
    internal Tensor Allocate(long count)
    {
        double bytes = (double)count * _inputShape.Aggregate(1L, (size, length) => size * length) * _dtype.ElementSize();
        MachineMemory.Require(bytes, $"{count:N0} images", "Use a machine with more memory, or smaller images (--resize 14x14).");
        return empty([count, .. _inputShape], _dtype);
    }

    /// <summary>Writes the inputs of bytes [n, channels·side·side] to positions <paramref name="start"/> … of the inputs.</summary>
    internal void Write(Tensor pixels, Tensor inputs, long start)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = pixels.to(float64).reshape([pixels.shape[0], .. _imageShape]).sub_(_mean).div_(_deviation);
        if (_rows is not null && _columns is not null)
        {
            images = _rows.matmul(images).matmul(_columns);
        }

        inputs.narrow(0, start, pixels.shape[0]).copy_(images);
    }

    public void Dispose()
    {
        _mean.Dispose();
        _deviation.Dispose();
        _rows?.Dispose();
        _columns?.Dispose();
    }
}
