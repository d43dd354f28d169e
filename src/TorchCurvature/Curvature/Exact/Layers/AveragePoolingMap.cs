using TorchCurvature.Resources;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>Average pooling, a linear map.</summary>
internal sealed class AveragePoolingMap(AvgPool2d module) : ChannelwiseMap
{
    public override (Tensor Output, ChannelwiseDerivative Derivative) Linearize(Tensor input) =>
        (module.forward(input), new Average(module, input.shape));

    private sealed class Average(AvgPool2d module, long[] inputShape) : ChannelwiseDerivative
    {
        public override Tensor Tangent(Tensor tangent, long firstChannel)
        {
            Tensor pooled = module.forward(tangent.flatten(0, 1));
            return pooled.view([.. tangent.shape[..2], .. pooled.shape[1..]]);
        }

        public override Tensor Adjoint(Tensor cotangent, long firstChannel)
        {
            using IDisposable gradient = enable_grad();
            Tensor input = zeros(
                [cotangent.shape[0] * cotangent.shape[1], cotangent.shape[2], .. inputShape[2..]], cotangent.dtype, cotangent.device)
                .requires_grad_();
            Tensor transposed = GuardedAutograd.Of(module.forward(input), [input], along: cotangent.flatten(0, 1))[0]!;
            return transposed.view([.. cotangent.shape[..3], .. inputShape[2..]]);
        }
    }
}
