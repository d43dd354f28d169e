using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// A layer that is affine in its parameters and in its input: z = W · patches(x) + b, with the weights as a matrix [channels, inputs] and
/// each patch a column that one output position reads. A linear layer has one patch, its input.
/// </summary>
internal abstract class AffineLayer
{
    protected AffineLayer(long channels, long weightInputs, long weightOffset, long? biasOffset)
    {
        (Channels, WeightInputs) = (channels, weightInputs);
        Segments = biasOffset is { } offset
            ? [new(weightOffset, 0, weightInputs), new(offset, weightInputs, 1)]
            : [new(weightOffset, 0, weightInputs)];
    }

    /// <summary>Output channels (units, of a linear layer).</summary>
    public long Channels { get; }

    /// <summary>Weights an output channel has.</summary>
    public long WeightInputs { get; }

    /// <summary>Parameters an output channel has: its weights and, if there is one, its bias.</summary>
    public long Inputs => WeightInputs + (HasBias ? 1 : 0);

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias => Segments.Length > 1;

    /// <summary>The weights' place in w, then the biases', if there are any.</summary>
    public ParameterSegment[] Segments { get; }

    /// <summary>Weights read by one input channel: those of input channel c are c·this … (c + 1)·this − 1.</summary>
    public abstract long WeightsPerInputChannel { get; }

    /// <summary>The same layer with its parameters at other places of a vector.</summary>
    /// <param name="place">From an offset in w to the new one.</param>
    public abstract AffineLayer At(Func<long, long> place);

    /// <summary>z [n, channels, …] of inputs x [n, …].</summary>
    public abstract Tensor Forward(Tensor input);

    /// <summary>The linear part for tangents [n, c, …] that live in the input channels from <paramref name="firstChannel"/> on.</summary>
    public abstract Tensor Tangent(Tensor tangent, long firstChannel);

    /// <summary>
    /// The transposed linear part: from cotangents [n, channels, …] of z to those of an input shaped [·, <paramref name="inputShape"/>].
    /// </summary>
    public abstract Tensor Adjoint(Tensor cotangent, ReadOnlySpan<long> inputShape);

    /// <summary>The patches of inputs (or of tangents in some input channels) as [n, weight inputs, positions].</summary>
    public abstract Tensor Patches(Tensor input);
}
