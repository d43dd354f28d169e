using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>What a fresh product says of approximate eigenvectors.</summary>
internal static class RayleighQuotients
{
    /// <summary>θ = vᵀAv / vᵀv and ‖Av − θv‖₂ of each vector, in float64.</summary>
    /// <param name="vectors">v as rows [k, n], in any precision.</param>
    /// <param name="product">Av as columns [n, k].</param>
    /// <param name="quotients">Receives the k values θ.</param>
    /// <param name="residuals">Receives the k norms.</param>
    internal static void Compute(Tensor vectors, Tensor product, Span<double> quotients, Span<double> residuals)
    {
        Tensor v = vectors.to(ScalarType.Float64), w = empty_like(v).copy_(product.t());
        Tensor theta = (v * w).sum([1], keepdim: true) / v.Squared().sum([1], keepdim: true);
        theta.flatten().cpu().data<double>().CopyTo(quotients);
        Orthogonalization.Norms(w - (theta * v)).CopyTo(residuals);
    }
}
