using TorchCurvature.Data;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="CheckpointTrackStudy"/> has found.</summary>
public sealed record CheckpointTrackResults
{
    internal CheckpointTrackResults(
        CheckpointTrackSpec spec, ModelFindings? findings, IReadOnlyList<CheckpointCurvature> points, double seconds) =>
        (Spec, Findings, Points, Seconds) = (spec, findings, points, seconds);

    /// <summary>What it was asked for.</summary>
    public CheckpointTrackSpec Spec { get; }

    /// <summary>The user's own files that the problem was made from; the checkpoints say theirs.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; internal init; } = [];

    /// <summary>What was found of a network that was given, at the first checkpoint; null for others.</summary>
    public ModelFindings? Findings { get; }

    /// <summary>The checkpoints looked at, in their order.</summary>
    public IReadOnlyList<CheckpointCurvature> Points { get; }

    /// <summary>How long it took so far.</summary>
    public double Seconds { get; }

    /// <summary>Products with H that all of it took.</summary>
    public long Products => Points.Sum(p => p.Products);

    /// <summary>Whether all checkpoints were looked at.</summary>
    public bool IsWhole => Points.Count == Spec.Checkpoints.Count;
}
