using TorchCurvature.Curvature;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Landscape;

namespace TorchCurvature.Experiments.Basins;

/// <summary>A run with a large and then a small batch, the straight line through the ends of both phases, and its control.</summary>
/// <param name="Records">Loss and accuracy from before the first step to after the last, the same number in each phase.</param>
/// <param name="GainTowardsTheEnd">
/// Test accuracy in the last fifth of the small batch's records less that in the last fifth of the large batch's.
/// </param>
/// <param name="GainAtTheEnds">Test accuracy after the last step less that at the switch.</param>
/// <param name="Train">
/// The line from the end with the large batch (0) to that with the small one (1) and beyond, on the training data.
/// </param>
/// <param name="Test">The same line on the test data.</param>
/// <param name="Orders">The control: lines between the ends of two small-batch trainings that part at a step of the first phase.</param>
public sealed record BasinResult(
    IReadOnlyList<RiskRecord> Records,
    PairedDifference GainTowardsTheEnd,
    PairedDifference GainAtTheEnds,
    PathProfile Train,
    PathProfile Test,
    IReadOnlyList<PartedOrders> Orders);
