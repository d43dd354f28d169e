namespace TorchCurvature.Studies;

/// <summary>A trained network in a plane. The grid need not meet it, so it has its losses here.</summary>
/// <param name="Point">A, B or C.</param>
/// <param name="X">Its place along the horizontal axis.</param>
/// <param name="Y">Its place along the vertical axis.</param>
/// <param name="TrainLoss">Its training loss.</param>
/// <param name="TestLoss">Its test loss.</param>
public sealed record PlanePoint(string Point, double X, double Y, double TrainLoss, double TestLoss);
