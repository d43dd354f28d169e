using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>All of an example's dimensions laid out as one, channel by channel.</summary>
internal sealed class FlattenMap : ChannelwiseMap
{
    public override (Tensor Output, ChannelwiseDerivative Derivative) Linearize(Tensor input) =>
        (input.flatten(1), new Reshaping(input.shape));

    private sealed class Reshaping(long[] inputShape) : ChannelwiseDerivative
    {
        public override long OutputChannel(long firstChannel) =>
            inputShape[2..].Aggregate(firstChannel, (product, length) => product * length);

        public override Tensor Tangent(Tensor tangent, long firstChannel) => tangent.flatten(2);

        public override Tensor Adjoint(Tensor cotangent, long firstChannel) =>
            cotangent.view([.. cotangent.shape[..2], -1, .. inputShape[2..]]);
    }
}
