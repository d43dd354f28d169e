namespace TorchCurvature.Reporting.Plots;

/// <summary>A point that a <see cref="SurfacePlot"/> marks.</summary>
/// <param name="Name">What is written beside it.</param>
/// <param name="X">Its place along the horizontal axis.</param>
/// <param name="Y">Its place along the vertical axis.</param>
public sealed record SurfaceMark(string Name, double X, double Y);
