using TorchCurvature.Landscape;

namespace TorchCurvature.Studies;

/// <summary>A path between two networks, at the same positions on both data.</summary>
/// <param name="Train">The training loss along it, with λ max of its Hessian where that was asked for.</param>
/// <param name="Test">The test loss.</param>
public sealed record PathResult(PathProfile Train, PathProfile Test);
