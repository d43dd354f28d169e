using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>A two-dimensional convolution with zero padding, in one group.</summary>
internal sealed class ConvolutionLayer(Conv2d module, long weightOffset, long? biasOffset)
    : AffineLayer(module.out_channels, module.weight.numel() / module.out_channels, weightOffset, biasOffset)
{
    private readonly long[] _kernel = [module.weight.shape[2], module.weight.shape[3]];
    private readonly long[] _stride = Pair(module.stride, 1);
    private readonly long[] _padding = Pair(module.padding, 0);
    private readonly long[] _dilation = Pair(module.dilation, 1);

    public override long WeightsPerInputChannel => _kernel[0] * _kernel[1];

    /// <summary>Whether a convolution is of the kind that this class computes.</summary>
    public static bool CanRead(Conv2d module) =>
        module.groups == 1 && !module.transposed && module.padding_mode == TorchSharp.PaddingModes.Zeros && module.padding_type is null;

    public override AffineLayer At(Func<long, long> place) =>
        new ConvolutionLayer(module, place(Segments[0].Offset), HasBias ? place(Segments[1].Offset) : null);

    public override Tensor Forward(Tensor input) => module.forward(input);

    public override Tensor Tangent(Tensor tangent, long firstChannel) =>
        nn.functional.conv2d(tangent, module.weight.narrow(1, firstChannel, tangent.shape[1]), null, _stride, _padding, _dilation);

    public override Tensor Adjoint(Tensor cotangent, ReadOnlySpan<long> inputShape)
    {
        // The rows and columns at the end that no patch reached.
        long Rest(int side, long length) =>
            length
                - (((cotangent.shape[side + 2] - 1) * _stride[side]) - (2 * _padding[side]) + (_dilation[side] * (_kernel[side] - 1)) + 1);

        return nn.functional.conv_transpose2d(
            cotangent, module.weight, null, _stride, _padding, [Rest(0, inputShape[1]), Rest(1, inputShape[2])], _dilation);
    }

    public override Tensor Patches(Tensor input) => nn.functional.unfold(
        input, (_kernel[0], _kernel[1]), (_dilation[0], _dilation[1]), (_padding[0], _padding[1]), (_stride[0], _stride[1]));

    private static long[] Pair(long[]? values, long otherwise) => values switch
    {
        null or [] => [otherwise, otherwise],
        [long both] => [both, both],
        _ => values,
    };
}
