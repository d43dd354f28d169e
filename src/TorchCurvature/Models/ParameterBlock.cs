namespace TorchCurvature.Models;

/// <summary>One parameter tensor's place in the flat parameter vector w.</summary>
/// <param name="Name">The parameter's name in its module.</param>
/// <param name="Shape">The tensor's shape; the block is this tensor in row-major order.</param>
/// <param name="Offset">Index of the block's first entry in w, from 0.</param>
/// <param name="Length">Number of entries.</param>
public sealed record ParameterBlock(string Name, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Other names of the same tensor, as of a weight that two layers share. They are no further part of w.</summary>
    public IReadOnlyList<string> TiedNames { get; internal init; } = [];
}
