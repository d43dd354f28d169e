using TorchCurvature.Models;
using TorchCurvature.Sharing;

namespace TorchCurvature.Landscape;

/// <summary>How the middle of a connecting curve, or the pivots of an elastic band, are trained.</summary>
public sealed record CurveTrainingOptions
{
    /// <summary>Steps, each on one batch: at one t of a curve, at every pivot of a band.</summary>
    public long Steps { get; init; } = 2000;

    /// <summary>
    /// The constant learning rate. A middle's share in a point of its curve is at most a half, so one above the network's own is stable;
    /// that of pivots is the network's own.
    /// </summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Examples in a batch; all of them where there are fewer.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>λ of the penalty ½λ‖w‖² at every point of the curve.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Seed of the order of the examples and of a curve's values of t.</summary>
    public long Seed { get; init; }

    /// <summary>The mode in which the network is computed; in training mode batch normalization sees each batch's statistics.</summary>
    public ModelMode Mode { get; init; }

    /// <summary>The processes that compute the gradients together; null for this one alone.</summary>
    internal SharedProblem? Processes { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
    }
}
