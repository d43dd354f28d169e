using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>What has to be known of a tensor to receive it.</summary>
/// <param name="Sizes">Its shape.</param>
/// <param name="DType">Its type.</param>
internal sealed record TensorShape(long[] Sizes, ScalarType DType)
{
    public static TensorShape Of(Tensor tensor) => new(tensor.shape, tensor.dtype);

    public Tensor Room() => empty(Sizes, DType);
}
