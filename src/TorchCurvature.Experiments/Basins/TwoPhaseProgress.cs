using TorchCurvature.Curvature;

namespace TorchCurvature.Experiments.Basins;

/// <summary>What a training in two phases has found so far, beside its present parameters.</summary>
/// <param name="Settings">The settings of its cell.</param>
/// <param name="Records">The records.</param>
/// <param name="LargeBatchHits">How often each test example was right in the last fifth of the large batch's records.</param>
/// <param name="SmallBatchHits">The same for the small batch.</param>
/// <param name="Kept">
/// The float32 parameters at the switch and at the steps where orders part, in the order of the vector w, by the step.
/// </param>
/// <param name="Orders">What became of the orders that part, as far as that is known.</param>
internal sealed record TwoPhaseProgress(
    string Settings, List<RiskRecord> Records, int[] LargeBatchHits, int[] SmallBatchHits, Dictionary<long, byte[]> Kept,
    List<PartedOrders> Orders);
