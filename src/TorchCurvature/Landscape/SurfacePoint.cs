namespace TorchCurvature.Landscape;

/// <summary>One place in a plane.</summary>
public sealed record SurfacePoint
{
    internal SurfacePoint(double x, double y, MeasuredRisk risk)
    {
        (X, Y, Risk) = (x, y, risk);
    }

    /// <summary>Its first coordinate.</summary>
    public double X { get; }

    /// <summary>Its second coordinate.</summary>
    public double Y { get; }

    /// <summary>Loss and accuracy there.</summary>
    public MeasuredRisk Risk { get; }
}
