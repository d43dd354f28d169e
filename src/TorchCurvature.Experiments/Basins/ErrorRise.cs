using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Basins;

/// <summary>The instability of the test error.</summary>
/// <param name="Step">The step at which the trainings of both ends parted.</param>
/// <param name="Rise">How far it rises above the mean of the ends, with its error over the examples.</param>
internal sealed record ErrorRise(long Step, PairedDifference Rise)
{
    /// <summary>That on the line of two orders.</summary>
    public static ErrorRise Of(PartedOrders orders)
    {
        var found = ErrorInstability.Of(orders.Test);
        return new ErrorRise(orders.Step, new PairedDifference(found.Rise, found.StandardError));
    }
}
