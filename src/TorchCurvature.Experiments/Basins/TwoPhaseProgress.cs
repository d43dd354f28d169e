using TorchCurvature.Curvature;

namespace TorchCurvature.Experiments.Basins;

/// <summary>What a training in two phases has found so far, beside its present parameters.</summary>
/// <param name="Settings">The settings of its cell.</param>
/// <param name="Records">The records.</param>
/// <param name="LargeBatchHits">How often each test example was right in the last fifth of the large batch's records.</param>
/// <param name="SmallBatchHits">The same for the small batch.</param>
/// <param name="LargeBatchEnd">The float32 parameters at the switch, in the order of the vector w; null before it.</param>
internal sealed record TwoPhaseProgress(
    string Settings, List<RiskRecord> Records, int[] LargeBatchHits, int[] SmallBatchHits, byte[]? LargeBatchEnd);
