using TorchCurvature.Landscape;

namespace TorchCurvature.Studies.Runs;

/// <summary>The barriers along a path on one data, in a manifest.</summary>
/// <param name="BarrierAboveLinearInterpolation">max of L − linear interpolation.</param>
/// <param name="BarrierAboveMeanOfEnds">max of L − (L(A) + L(B)) / 2.</param>
internal sealed record BarrierRecord(LossBarrier BarrierAboveLinearInterpolation, LossBarrier BarrierAboveMeanOfEnds);
