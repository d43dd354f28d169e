using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Contracts;

/// <summary>Compares tensors entry by entry.</summary>
internal static class TensorAssert
{
    /// <summary>Same shape, and no entry further away than an absolute tolerance; undefined entries never pass.</summary>
    public static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        using DisposeScope scope = NewDisposeScope();
        double difference = (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(difference <= tolerance, $"The largest difference is {difference:g3}, and {tolerance:g3} is allowed.");
    }

    /// <summary>Same shape, precision and bits.</summary>
    public static void SameBits(Tensor expected, Tensor actual)
    {
        Assert.Equal((expected.dtype, string.Join(", ", expected.shape)), (actual.dtype, string.Join(", ", actual.shape)));
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(expected.detach().contiguous().bytes.ToArray(), actual.detach().contiguous().bytes.ToArray());
    }
}
