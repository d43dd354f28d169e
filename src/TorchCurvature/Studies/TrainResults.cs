using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="TrainStudy"/> has recorded.</summary>
public sealed record TrainResults
{
    internal TrainResults(
        TrainSpec spec, IReadOnlyList<RiskRecord> records, IReadOnlyList<LargestEigenvalueRecord> largestEigenvalues, long? resumedAt,
        TrainingResult? training, double trainingSeconds) =>
        (Spec, Records, LargestEigenvalues, ResumedAt, Training, TrainingSeconds) =
            (spec, records, largestEigenvalues, resumedAt, training, trainingSeconds);

    /// <summary>What it was asked for.</summary>
    public TrainSpec Spec { get; }

    /// <summary>The user's own files that the problem was made from.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; internal init; } = [];

    /// <summary>P, the number of the network's trainable parameters.</summary>
    internal long Parameters { get; init; }

    /// <summary>How many examples there are to train on and to test.</summary>
    internal ExampleCounts Examples { get; init; } = new(0, null);

    /// <summary>Loss and accuracy, in the order of the steps.</summary>
    public IReadOnlyList<RiskRecord> Records { get; }

    /// <summary>The looks at the largest eigenvalues likewise; empty where they are not followed.</summary>
    public IReadOnlyList<LargestEigenvalueRecord> LargestEigenvalues { get; }

    /// <summary>The step from which it went on; null where it went through from the beginning.</summary>
    public long? ResumedAt { get; }

    /// <summary>How the training ended; null before it has.</summary>
    public TrainingResult? Training { get; }

    /// <summary>Time from where it began or went on to its end; 0 before that.</summary>
    public double TrainingSeconds { get; }

    /// <summary>2/η, above which gradient descent without momentum is not stable in a quadratic basin.</summary>
    public double TwoOverLearningRate => 2 / Spec.Training.Optimizer.LearningRate;

    /// <summary>Hessian-vector products that all looks took.</summary>
    public long Products => LargestEigenvalues.Sum(r => r.Products);
}
