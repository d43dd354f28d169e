using TorchCurvature.Curvature;
using TorchCurvature.Spectra;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="TrainStudy"/> has recorded.</summary>
/// <param name="Spec">What it was asked for.</param>
/// <param name="Records">Loss and accuracy, in the order of the steps.</param>
/// <param name="LargestEigenvalues">The looks at the largest eigenvalues likewise; empty where they are not followed.</param>
/// <param name="ResumedAt">The step from which it went on; null where it went through from the beginning.</param>
/// <param name="Training">How the training ended; null before it has.</param>
/// <param name="TrainingSeconds">Time from where it began or went on to its end; 0 before that.</param>
public sealed record TrainResults(
    TrainSpec Spec,
    IReadOnlyList<RiskRecord> Records,
    IReadOnlyList<LargestEigenvalueRecord> LargestEigenvalues,
    long? ResumedAt,
    TrainingResult? Training,
    double TrainingSeconds)
{
    /// <summary>2/η, above which gradient descent is not stable in a quadratic basin.</summary>
    public double TwoOverLearningRate => 2 / Spec.Training.LearningRate;

    /// <summary>Hessian-vector products that all looks took.</summary>
    public long Products => LargestEigenvalues.Sum(r => r.Products);
}
