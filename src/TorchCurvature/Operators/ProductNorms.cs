using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>How large the terms of a sum are, whose rounding stays where they cancel.</summary>
internal static class ProductNorms
{
    /// <summary>The largest ‖A x‖₂ / ‖x‖₂ of the columns x of a block, a lower bound of ‖A‖₂; 0 where it is not finite.</summary>
    /// <param name="product">A·X, [n, k].</param>
    /// <param name="lengths">‖x‖₂ of each column, [k].</param>
    internal static double LargestQuotient(Tensor product, Tensor lengths)
    {
        double quotient = (product.EuclideanNorm(0) / lengths).max().to(ScalarType.Float64).item<double>();
        return double.IsFinite(quotient) ? quotient : 0;
    }
}
