namespace TorchCurvature.Landscape;

/// <summary>One place on a path.</summary>
/// <param name="Position">t.</param>
/// <param name="Risk">Loss and accuracy there.</param>
/// <param name="LargestEigenvalue">What the path's caller found for λ max of the Hessian; null where it was not asked for.</param>
public sealed record PathPoint(double Position, MeasuredRisk Risk, double? LargestEigenvalue);
