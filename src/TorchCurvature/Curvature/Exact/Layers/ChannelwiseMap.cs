using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// A parameterless map between affine layers that treats every channel by itself (activation, pooling, flattening), and whose derivative at
/// a given input is therefore block diagonal over channels.
/// </summary>
internal abstract class ChannelwiseMap
{
    /// <summary>The map's value at x [n, channels, …], and its derivative there.</summary>
    public abstract (Tensor Output, ChannelwiseDerivative Derivative) Linearize(Tensor input);
}
