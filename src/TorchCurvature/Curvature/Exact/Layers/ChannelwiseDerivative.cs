using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// The first and second derivative of a <see cref="ChannelwiseMap"/> at n inputs. Its tensors live in the scope that it was made in.
/// </summary>
internal abstract class ChannelwiseDerivative
{
    /// <summary>Whether the second derivative is not zero.</summary>
    public virtual bool IsCurved => false;

    /// <summary>Where the outputs of input channel <paramref name="firstChannel"/> begin among the output channels.</summary>
    public virtual long OutputChannel(long firstChannel) => firstChannel;

    /// <summary>D·t for tangents [k, n, c, …] in the c channels from <paramref name="firstChannel"/> on.</summary>
    public abstract Tensor Tangent(Tensor tangent, long firstChannel);

    /// <summary>Dᵀ·s for cotangents [k, n, c, …] in the c channels from <paramref name="firstChannel"/> on.</summary>
    public abstract Tensor Adjoint(Tensor cotangent, long firstChannel);

    /// <summary>The derivative of Dᵀ·s along t, for one cotangent [n, channels, …] and k tangents [k, n, c, …].</summary>
    public virtual Tensor AdjointAlong(Tensor tangent, Tensor cotangent, long firstChannel) =>
        throw new InvalidOperationException("This map's second derivative is zero.");
}
