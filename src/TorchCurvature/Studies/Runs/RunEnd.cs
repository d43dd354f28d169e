using TorchCurvature.Training;

namespace TorchCurvature.Studies.Runs;

/// <summary>How a training ended, as manifests say it.</summary>
internal sealed record RunEnd(StoppingReason Reason, long Steps, TrainingRecord? Last)
{
    public static RunEnd? Of(TrainingResult? training) => training is null
        ? null
        : new RunEnd(training.Reason, training.Steps, training.History is [.., var last] ? last : null);
}
