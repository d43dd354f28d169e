using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What a <see cref="CheckpointTrackStudy"/> looks at, and how: a record of plain values.</summary>
public sealed record CheckpointTrackSpec
{
    /// <summary>Data, network and loss; the weights are those of the checkpoints.</summary>
    public ProblemSpec Problem { get; init; } = new();

    /// <summary>
    /// The files of the checkpoints. They are looked at in the order of the steps that they say, where all of them say one, and in this
    /// order otherwise; <see cref="CheckpointPaths"/> finds them.
    /// </summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>The precision of the Hessian's products.</summary>
    public WorkingPrecision Precision { get; init; } = WorkingPrecision.Float64;

    /// <summary>How many of the largest eigenvalues.</summary>
    public int Top { get; init; } = 3;

    /// <summary>Residual norm of an eigenvalue, relative to the largest; its own error is of the order of the square.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>
    /// Checkpoints from one whose eigenvalues are searched from a random start as well to the next. Between them an eigenvalue that has
    /// overtaken the others may be missed.
    /// </summary>
    public int ConfirmEvery { get; init; } = 1;

    /// <summary>
    /// Whether P^−½ H P^−½ is looked at too where a checkpoint has Adam's second moments: its largest eigenvalues are what decides whether
    /// Adam is stable.
    /// </summary>
    public bool Preconditioned { get; init; } = true;

    /// <summary>Whether the trace is estimated.</summary>
    public bool Trace { get; init; } = true;

    /// <summary>Whether the density is estimated, and from it how many eigenvalues are near zero and negative.</summary>
    public bool Density { get; init; }

    /// <summary>η of the training, in the place of what the checkpoints say; null for that.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Examples in one pass of a product.</summary>
    public int ProductBatchSize { get; init; } = 256;

    /// <summary>How precisely the trace is estimated; the seed is not read.</summary>
    public MomentOptions Moments { get; init; } = new() { RelativeError = 0.05 };

    /// <summary>How finely the density is resolved; the seed is not read.</summary>
    public QuadratureOptions Quadrature { get; init; } = new() { BlockSize = 4 };

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="SettingException">There is no checkpoint, or a number is out of its bounds.</exception>
    public void Validate()
    {
        if (Checkpoints.Count == 0)
        {
            throw new SettingException("There is no checkpoint to look at.");
        }

        if (Top < 1 || ConfirmEvery < 1 || ProductBatchSize < 1)
        {
            throw new SettingException(
                $"Eigenvalues ({Top}), checkpoints to a random start ({ConfirmEvery}) and examples in a pass ({ProductBatchSize}) are "
                    + "counted from 1.");
        }

        if (LearningRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
        {
            throw new SettingException($"A learning rate is positive and finite, and not {rate}.");
        }
    }

    /// <summary>A seed of what is drawn.</summary>
    internal long SeedOf(string purpose) => SeedStream.Derive(Problem.Seed, purpose);
}
