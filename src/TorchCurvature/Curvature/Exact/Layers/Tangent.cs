using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>k directional derivatives of some layer's numbers that vanish outside a range of channels.</summary>
/// <param name="Values">[k, n, channels of the range, …].</param>
/// <param name="FirstChannel">Where the range begins.</param>
internal readonly record struct Tangent(Tensor Values, long FirstChannel);
