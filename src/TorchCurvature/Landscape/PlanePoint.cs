namespace TorchCurvature.Landscape;

/// <summary>A place in a plane of the parameter space, in units of the distance there.</summary>
public readonly record struct PlanePoint
{
    internal PlanePoint(double x, double y) => (X, Y) = (x, y);

    /// <summary>Along û.</summary>
    public double X { get; }

    /// <summary>Along v̂.</summary>
    public double Y { get; }
}
