using System.Text.Json.Serialization;

namespace TorchCurvature.Landscape;

/// <summary>One place on a path.</summary>
public sealed record PathPoint
{
    [JsonConstructor]
    internal PathPoint(double position, MeasuredRisk risk, double? largestEigenvalue)
    {
        (Position, Risk, LargestEigenvalue) = (position, risk, largestEigenvalue);
    }

    /// <summary>t.</summary>
    public double Position { get; }

    /// <summary>Loss and accuracy there.</summary>
    public MeasuredRisk Risk { get; }

    /// <summary>What the path's caller found for λ max of the Hessian; null where it was not asked for.</summary>
    public double? LargestEigenvalue { get; }
}
