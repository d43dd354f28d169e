using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>One input of all examples, [N, …]: in memory, or in a file that is read by rows.</summary>
internal abstract class ExampleStore : IDisposable
{
    /// <summary>What rows come in.</summary>
    public abstract ScalarType DType { get; }

    /// <summary>Where rows come to.</summary>
    public abstract Device Device { get; }

    /// <summary>[N, …].</summary>
    public abstract long[] Shape { get; }

    /// <summary>All rows, where they are in memory; null otherwise.</summary>
    public abstract Tensor? Whole { get; }

    /// <summary>Whether the numbers are real, and not integers such as tokens.</summary>
    public bool IsFloatingPoint => is_floating_point(DType);

    /// <summary>Refuses numbers that are not finite.</summary>
    /// <param name="name">What the input is called.</param>
    /// <exception cref="ArgumentException">One is not finite; the message names its example.</exception>
    public abstract void RequireFinite(string name);

    /// <summary>Rows that follow each other; the caller owns them.</summary>
    public abstract Tensor Rows(long first, long count);

    /// <summary>Rows of these places [n], int64, on the device of the rows; the caller owns them.</summary>
    public abstract Tensor Rows(Tensor places);

    /// <summary>The same input for some of the examples.</summary>
    /// <param name="places">[n], int64, on the device of the rows.</param>
    public abstract ExampleStore Choose(Tensor places);

    /// <summary>The same input in another precision, where it has one, on another device.</summary>
    public abstract ExampleStore To(ScalarType dtype, Device device);

    /// <summary>The same with rows that are vectors.</summary>
    public abstract ExampleStore Flatten();

    /// <summary>The same input as an object of its own.</summary>
    public abstract ExampleStore Share();

    public abstract void Dispose();
}
