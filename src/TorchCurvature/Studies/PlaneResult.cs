using TorchCurvature.Landscape;

namespace TorchCurvature.Studies;

/// <summary>The loss over a plane.</summary>
public sealed record PlaneResult
{
    internal PlaneResult(LossSurface train, LossSurface? test, IReadOnlyList<PlanePoint> points, EigenvectorAxes? axes) =>
        (Train, Test, Points, Axes) = (train, test, points, axes);

    /// <summary>The training loss over the grid.</summary>
    public LossSurface Train { get; }

    /// <summary>The test loss over the same grid; null where there are no test data.</summary>
    public LossSurface? Test { get; }

    /// <summary>The networks that the plane was made from.</summary>
    public IReadOnlyList<PlanePoint> Points { get; }

    /// <summary>The eigenvectors that it goes along; null for one through three networks.</summary>
    public EigenvectorAxes? Axes { get; }
}
