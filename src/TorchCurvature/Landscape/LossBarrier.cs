using System.Text.Json.Serialization;
using TorchCurvature.Statistics;

namespace TorchCurvature.Landscape;

/// <summary>
/// How far the loss along a path rises between its ends, over what the ends would have it: max over t in [0, 1] of L(w(t))
/// − reference(t), and at least 0.
/// </summary>
public sealed record LossBarrier
{
    // Two standard errors: a wrong decision in about one of forty cases.
    private const double Errors = 2;

    [JsonConstructor]
    internal LossBarrier(double height, double standardError, double position)
    {
        (Height, StandardError, Position) = (height, standardError, position);
    }

    /// <summary>
    /// The maximum over the positions looked at, the ends among them; infinite where the loss in between is not finite.
    /// </summary>
    public double Height { get; }

    /// <summary>
    /// Standard error over the data, from the N differences ℓ_n(w(t)) − reference_n(t) at the maximum: the losses of one example at
    /// several points go up and down together, so errors of the losses by themselves would be too large. The choice of the maximum adds
    /// an upward bias of a smaller order.
    /// </summary>
    public double StandardError { get; }

    /// <summary>The t of the maximum.</summary>
    public double Position { get; }

    /// <summary>
    /// Decides whether the barrier is below a tolerance. With the barrier above the mean of the ends, which no difference between the ends
    /// escapes, that is whether the path stays in one level set.
    /// </summary>
    /// <param name="tolerance">In units of the loss, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not positive.</exception>
    public LevelSetDecision Compare(double tolerance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        return double.IsPositiveInfinity(Height) || Height - (Errors * StandardError) > tolerance ? LevelSetDecision.Different
            : Height + (Errors * StandardError) <= tolerance ? LevelSetDecision.Same
            : LevelSetDecision.Undecided;
    }

    /// <summary>The larger of this barrier and the excess at one more position.</summary>
    internal LossBarrier Max(double position, IReadOnlyList<double> losses, Func<int, double> reference)
    {
        (double mean, double error, _) = SampleMean.Of([.. losses.Select((loss, n) => loss - reference(n))]);
        return !double.IsFinite(mean) ? new LossBarrier(double.PositiveInfinity, double.NaN, position)
            : mean > Height ? new LossBarrier(mean, error, position)
            : this;
    }
}
