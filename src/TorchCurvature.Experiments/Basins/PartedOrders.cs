using TorchCurvature.Landscape;

namespace TorchCurvature.Experiments.Basins;

/// <summary>What became of two orders of the examples that parted at a step of the large batch's training.</summary>
/// <param name="Step">The step.</param>
/// <param name="Train">The straight line between the ends of both, on the training data.</param>
/// <param name="Test">The same on the test data.</param>
public sealed record PartedOrders(long Step, PathProfile Train, PathProfile Test);
