using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>An elementwise activation between two layers.</summary>
internal sealed class ActivationMap(ElementwiseActivation activation) : ChannelwiseMap
{
    public ElementwiseActivation Activation => activation;

    public override (Tensor Output, ChannelwiseDerivative Derivative) Linearize(Tensor input) =>
        (activation.Value(input), new Diagonal(activation.First(input), activation.Second?.Invoke(input)));

    private sealed class Diagonal(Tensor first, Tensor? second) : ChannelwiseDerivative
    {
        public override bool IsCurved => second is not null;

        public override Tensor Tangent(Tensor tangent, long firstChannel) => tangent * first.narrow(1, firstChannel, tangent.shape[2]);

        public override Tensor Adjoint(Tensor cotangent, long firstChannel) => Tangent(cotangent, firstChannel);

        public override Tensor AdjointAlong(Tensor tangent, Tensor cotangent, long firstChannel)
        {
            long channels = tangent.shape[2];
            return tangent * (second! * cotangent).narrow(1, firstChannel, channels);
        }
    }
}
