using TorchCurvature.Experiments.Claims;
using TorchCurvature.Landscape;

namespace TorchCurvature.Experiments.Basins;

/// <summary>How far the test error rises on a line above the mean of its ends: the instability of Frankle et al.</summary>
/// <param name="Step">The step at which the trainings of both ends parted.</param>
/// <param name="Rise">The rise where it is most, and its standard error over the examples as if the points' were independent.</param>
internal sealed record ErrorRise(long Step, PairedDifference Rise)
{
    /// <summary>The rise on the line of two orders.</summary>
    public static ErrorRise Of(PartedOrders orders)
    {
        MeasuredRisk[] risks = [.. orders.Test.Points.Select(p => p.Risk)];
        MeasuredRisk one = risks[0], other = risks[^1], worst = risks.MinBy(r => r.Accuracy)!;
        double rise = ((one.Accuracy!.Value + other.Accuracy!.Value) / 2) - worst.Accuracy!.Value;
        double variance = Square(worst) + ((Square(one) + Square(other)) / 4);
        return new ErrorRise(orders.Step, new PairedDifference(rise, Math.Sqrt(variance)));

        static double Square(MeasuredRisk risk) => risk.AccuracyStandardError!.Value * risk.AccuracyStandardError.Value;
    }
}
