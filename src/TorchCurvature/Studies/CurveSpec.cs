using TorchCurvature.Landscape;
using TorchCurvature.Models;
using TorchCurvature.Resources;

namespace TorchCurvature.Studies;

/// <summary>What <see cref="PathStudy.Connect"/> trains: a curve of low loss between two networks.</summary>
public sealed record CurveSpec
{
    /// <summary>The kind of curve: <c>bezier</c> or <c>band</c>.</summary>
    public string Curve => Pivots is null ? "bezier" : "band";

    /// <summary>Pivots of a nudged elastic band; null for a quadratic Bézier curve.</summary>
    public int? Pivots { get; init; }

    /// <summary>Steps of the curve's training, each on one batch.</summary>
    public long Steps { get; init; } = 2000;

    /// <summary>The constant learning rate.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Examples in a batch.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Places to look at on line and curve, evenly from A to B.</summary>
    public int Points { get; init; } = 41;

    /// <summary>
    /// A and B lie in one level set where the training loss along the curve is at most this above the mean of the ends, in units of the
    /// loss.
    /// </summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>Whether B's hidden units are first put in the order in which B is nearest to A.</summary>
    public bool MatchUnits { get; init; }

    /// <summary>The seed, from which the curve's training gets one of its own.</summary>
    public long Seed { get; init; }

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Pivots ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Points, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        Training(weightDecay: 0, ModelMode.Evaluation).Validate();
    }

    /// <summary>How the curve is trained.</summary>
    internal CurveTrainingOptions Training(double weightDecay, ModelMode mode) => new()
    {
        Steps = Steps,
        LearningRate = LearningRate,
        BatchSize = BatchSize,
        WeightDecay = weightDecay,
        Mode = mode,
        Seed = SeedStream.Derive(Seed, "curve"),
    };
}
