namespace TorchCurvature.Landscape;

/// <summary>A place in a <see cref="LossPlane"/>, in units of the distance between parameters.</summary>
/// <param name="X">Along û.</param>
/// <param name="Y">Along v̂.</param>
public sealed record PlanePosition(double X, double Y);
