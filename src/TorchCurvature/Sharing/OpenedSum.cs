using TorchCurvature.Models;

namespace TorchCurvature.Sharing;

/// <summary>A sum that the other processes get to know.</summary>
internal sealed record OpenedSum
{
    /// <summary>The network's number.</summary>
    public required long Network { get; init; }

    /// <summary>From what it is made, where that number is new.</summary>
    public NetworkRecipe? Recipe { get; init; }

    public required ModelMode Mode { get; init; }

    public required SharedCounts Counts { get; init; }

    /// <summary>The shapes of what each process is sent, by rank: its batches, each a list of tensors, the targets last.</summary>
    public required IReadOnlyList<IReadOnlyList<IReadOnlyList<TensorShape>>> Pieces { get; init; }
}
