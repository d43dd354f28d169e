namespace TorchCurvature.Reporting;

/// <summary>A line of <see cref="CheckpointTrackTable"/>.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Value">The number; null where there is none.</param>
internal sealed record CheckpointQuantity(string Name, double? Value)
{
    /// <summary>The lower end of the interval that it is known to be in; null for what has none.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper end.</summary>
    public double? Upper { get; init; }

    /// <summary>What is to be known about it; null for nothing.</summary>
    public string? Remark { get; init; }
}
