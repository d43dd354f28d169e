using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>Max pooling: locally a selection of inputs, the same that the native backward pass selects.</summary>
internal sealed class MaxPoolingMap(MaxPool2d module) : ChannelwiseMap
{
    public override (Tensor Output, ChannelwiseDerivative Derivative) Linearize(Tensor input)
    {
        (Tensor output, Tensor indices) = module.forward_with_indices(input);
        return (output, new Selection(indices, input.shape));
    }

    private sealed class Selection(Tensor indices, long[] inputShape) : ChannelwiseDerivative
    {
        public override Tensor Tangent(Tensor tangent, long firstChannel)
        {
            Tensor index = Index(tangent, firstChannel);
            return tangent.flatten(3).gather(3, index).view([.. tangent.shape[..3], .. indices.shape[2..]]);
        }

        public override Tensor Adjoint(Tensor cotangent, long firstChannel)
        {
            Tensor index = Index(cotangent, firstChannel);
            return zeros([.. cotangent.shape[..3], inputShape[2] * inputShape[3]], cotangent.dtype, cotangent.device)
                .scatter_add_(3, index, cotangent.flatten(3))
                .view([.. cotangent.shape[..3], .. inputShape[2..]]);
        }

        private Tensor Index(Tensor block, long firstChannel) =>
            indices.narrow(1, firstChannel, block.shape[2]).flatten(2).unsqueeze(0).expand(block.shape[0], -1, -1, -1);
    }
}
