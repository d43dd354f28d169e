using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>An array that a file holds, [N, …], known by its shape and type before it is read.</summary>
internal abstract class FileArray
{
    /// <summary>Its name in its file, as <c>x</c>.</summary>
    public abstract string Key { get; }

    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>Its shape.</summary>
    public abstract IReadOnlyList<long> Shape { get; }

    /// <summary>What its numbers are in memory.</summary>
    public abstract ScalarType DType { get; }

    /// <summary>Bytes of one number in the file.</summary>
    public abstract int NumberSize { get; }

    /// <summary>Whether rows can be read one by one.</summary>
    public abstract bool HasRows { get; }

    /// <summary>N.</summary>
    public long Count => Shape[0];

    /// <summary>How many numbers there are.</summary>
    public long Length => Shape.Aggregate(1L, (product, side) => product * side);

    /// <summary>All numbers; the caller owns them.</summary>
    public abstract Tensor Read();

    /// <summary>The array as an input whose rows are read when they are asked for.</summary>
    /// <param name="dtype">What rows come in.</param>
    public abstract ExampleStore Stream(ScalarType dtype);

    public override string ToString() => $"{Key} {ExampleChecks.Shape(Shape)}";
}
