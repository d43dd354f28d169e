using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>What one pass through a fully connected network leaves for n examples, an entry for each layer.</summary>
/// <param name="Inputs">What the layers read [d, n], with ones for the bias.</param>
/// <param name="Slopes">φ' [n, h].</param>
/// <param name="Gradients">δ [n, h].</param>
/// <param name="PreactivationHessians">B [n, h, h].</param>
internal sealed record FullyConnectedPass(Tensor[] Inputs, Tensor[] Slopes, Tensor[] Gradients, Tensor[] PreactivationHessians);
