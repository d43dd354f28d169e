using System.Text.Json;

namespace TorchCurvature.Sharing;

/// <summary>What rank 0 tells the others to do next.</summary>
internal sealed record Order
{
    /// <summary>The sum that is asked.</summary>
    public required long Sum { get; init; }

    /// <summary>The type of the question.</summary>
    public required string Question { get; init; }

    /// <summary>The question's properties.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>What the sum is over, where it is new to the others; its data follow.</summary>
    public OpenedSum? Opened { get; init; }

    /// <summary>The network whose weights follow, because they have changed; null for none.</summary>
    public long? Weights { get; init; }

    /// <summary>Sums that are not asked any more.</summary>
    public IReadOnlyList<long> Closed { get; init; } = [];

    /// <summary>Threads that each process computes with.</summary>
    public int Threads { get; init; }
}
