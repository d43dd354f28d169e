namespace TorchCurvature.Landscape;

/// <summary>One place in a plane.</summary>
/// <param name="X">Its first coordinate.</param>
/// <param name="Y">Its second coordinate.</param>
/// <param name="Risk">Loss and accuracy there.</param>
public sealed record SurfacePoint(double X, double Y, MeasuredRisk Risk);
