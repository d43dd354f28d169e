using TorchCurvature.Landscape;

namespace TorchCurvature.Experiments.Claims;

/// <summary>A point of the straight line from the large batch's solution (0) to the small batch's (1).</summary>
/// <param name="Position">α.</param>
/// <param name="Loss">Training loss.</param>
/// <param name="LossError">Its standard error.</param>
internal sealed record LinePoint(double Position, double Loss, double LossError)
{
    /// <summary>The point of a path.</summary>
    public static LinePoint Of(PathPoint point) => new(point.Position, point.Risk.Loss, point.Risk.LossStandardError);
}
