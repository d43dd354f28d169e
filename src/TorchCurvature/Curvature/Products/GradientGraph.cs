using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Products;

/// <summary>
/// What the passes over one batch leave for products with any vector: a function that gives the scalar whose gradient is the product, and
/// the tensors that it refers to.
/// </summary>
/// <param name="ScalarOf">From a vector [P] to a scalar; null or a scalar without a graph stand for a gradient of zero.</param>
/// <param name="Tensors">Tensors whose graphs the function differentiates; in the dispose scope of whoever made them.</param>
internal sealed record GradientGraph(Func<Tensor, Tensor?> ScalarOf, IReadOnlyList<Tensor> Tensors) : IDisposable
{
    /// <summary>Takes the tensors out of their dispose scope; from here on, they live until this is disposed.</summary>
    internal GradientGraph Keep()
    {
        foreach (Tensor tensor in Tensors)
        {
            tensor.DetachFromDisposeScope();
        }

        return this;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
        {
            tensor.Dispose();
        }
    }
}
