namespace TorchCurvature.Models;

/// <summary>One parameter tensor's place in the flat parameter vector w.</summary>
public sealed record ParameterBlock
{
    internal ParameterBlock(string name, IReadOnlyList<long> shape, long offset, long length)
    {
        (Name, Shape, Offset, Length) = (name, shape, offset, length);
    }

    /// <summary>The parameter's name in its module.</summary>
    public string Name { get; }

    /// <summary>The tensor's shape; the block is this tensor in row-major order.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Index of the block's first entry in w, from 0.</summary>
    public long Offset { get; internal init; }

    /// <summary>Number of entries.</summary>
    public long Length { get; }

    /// <summary>Other names of the same tensor, as of a weight that two layers share. They are no further part of w.</summary>
    public IReadOnlyList<string> TiedNames { get; internal init; } = [];
}
