namespace TorchCurvature.Landscape;

/// <summary>How the middle of a connecting curve is trained.</summary>
public sealed record CurveTrainingOptions
{
    /// <summary>Steps, each at one t and on one batch.</summary>
    public long Steps { get; init; } = 2000;

    /// <summary>The constant step. The middle's share in a point of the curve is at most a half, so steps larger than the network's own are stable.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Examples in a batch; all of them where there are fewer.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Seed of the order of the examples and of the values of t.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
    }
}
