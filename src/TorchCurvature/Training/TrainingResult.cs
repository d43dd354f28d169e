using System.Text.Json.Serialization;

namespace TorchCurvature.Training;

/// <summary>What a training run did.</summary>
public sealed record TrainingResult
{
    [JsonConstructor]
    internal TrainingResult(StoppingReason reason, long steps, IReadOnlyList<TrainingRecord> history)
    {
        (Reason, Steps, History) = (reason, steps, history);
    }

    /// <summary>Why it ended.</summary>
    public StoppingReason Reason { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; }

    /// <summary>Moments of the run in order: about a thousand single steps at most, and every look at all examples.</summary>
    public IReadOnlyList<TrainingRecord> History { get; }
}
