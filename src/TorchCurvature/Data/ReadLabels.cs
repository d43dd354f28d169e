using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>Labels that were read out of targets.</summary>
/// <param name="Labels">[N] or [N, …], int64; whoever has this owns them.</param>
/// <param name="ClassCount">C.</param>
internal sealed record ReadLabels(Tensor Labels, int ClassCount);
