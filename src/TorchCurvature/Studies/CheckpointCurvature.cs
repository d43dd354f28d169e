using TorchCurvature.Curvature;
using TorchCurvature.Models;
using TorchCurvature.Spectra;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>The curvature of the loss at one checkpoint of a training.</summary>
public sealed record CheckpointCurvature
{
    // A track may have many densities.
    private const int CurvePlaces = 400;

    internal CheckpointCurvature(string path, RiskEvaluation risk, TrainingSnapshot training) =>
        (Path, Risk, Training) = (path, risk, training);

    /// <summary>The checkpoint's file.</summary>
    public string Path { get; }

    /// <summary>Loss, accuracy and the gradient's norm over the training data.</summary>
    public RiskEvaluation Risk { get; }

    /// <summary>
    /// What the checkpoint says of its training, without the second moments, and with the learning rate that was given in its place.
    /// </summary>
    public TrainingSnapshot Training { get; }

    /// <summary>The largest eigenvalues of H; null where loss or gradient are not finite.</summary>
    public LargestEigenvalueRecord? Hessian { get; internal init; }

    /// <summary>Those of P^−½ H P^−½; null where the checkpoint has no second moments, or they were not asked for.</summary>
    public LargestEigenvalueRecord? Preconditioned { get; internal init; }

    /// <summary>Why there is no preconditioned curvature although the checkpoint has second moments; null where that is not so.</summary>
    public string? WhyNotPreconditioned { get; internal init; }

    /// <summary>Σ λ of H; null where it was not asked for.</summary>
    public Estimate? Trace { get; internal init; }

    /// <summary>The density of H; null where it was not asked for.</summary>
    public SpectralDensity? Density { get; internal init; }

    /// <summary>The density smoothed over the range of its nodes; null where it was not asked for, or no probe was finished.</summary>
    public DensityCurve? DensityCurve => field ??= CurveOf(Density);

    /// <summary>How many eigenvalues of H are near zero, by the density.</summary>
    public Estimate? NearZero { get; internal init; }

    /// <summary>How many are negative beyond rounding, likewise.</summary>
    public Estimate? Negative { get; internal init; }

    /// <summary>How long it took, reading included.</summary>
    public double Seconds { get; internal init; }

    /// <summary>Steps of the training before it; null where the file does not say.</summary>
    public long? Step => Training.Step;

    /// <summary>
    /// 2/η, above which gradient descent is not stable in a quadratic basin; null where the learning rate is not known, or is 0.
    /// </summary>
    public double? TwoOverLearningRate => Training.LearningRate is > 0 and var rate ? 2 / rate : null;

    /// <summary>
    /// What the largest eigenvalue has to stay below for the training's own optimizer to be stable in a quadratic basin: that of
    /// P^−½ H P^−½ for Adam, of H for gradient descent, with and without momentum (<see cref="OptimizerSpec.StabilityThreshold"/>). Null
    /// where it is not known.
    /// </summary>
    public double? StabilityThreshold => CheckpointOptimizer.Of(Training)?.StabilityThreshold;

    /// <summary>Whether the checkpoint is of Adam's, so that the threshold is for P^−½ H P^−½.</summary>
    public bool IsOfAdam => CheckpointOptimizer.IsAdam(Training);

    /// <summary>Products with H that all of it took.</summary>
    public long Products =>
        (Hessian?.Products ?? 0) + (Preconditioned?.Products ?? 0) + (Trace?.Products ?? 0) + (Density?.Products ?? 0);

    private static DensityCurve? CurveOf(SpectralDensity? density)
    {
        if (density is not { Probes.Count: > 0 })
        {
            return null;
        }

        IReadOnlyList<DensityAtom> atoms = density.Atoms();
        return density.Curve(atoms[^1].Eigenvalue, atoms[0].Eigenvalue, CurvePlaces);
    }
}
