using TorchCurvature.Landscape;

namespace TorchCurvature.Studies;

/// <summary>The loss over a plane.</summary>
/// <param name="Train">The training loss over the grid.</param>
/// <param name="Test">The test loss over the same grid.</param>
/// <param name="Points">The networks that the plane was made from.</param>
/// <param name="Axes">The eigenvectors that it goes along; null for one through three networks.</param>
public sealed record PlaneResult(LossSurface Train, LossSurface Test, IReadOnlyList<PlanePoint> Points, EigenvectorAxes? Axes);
