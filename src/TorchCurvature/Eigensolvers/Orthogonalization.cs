using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// Linear algebra on bases whose vectors are rows [k, n], k ≪ n. The basis is stored in the operator's precision; every sum is taken in float64, a band of entries at a time, so that a float32 basis
/// loses nothing but the rounding of its storage.
/// </summary>
internal static class Orthogonalization
{
    private const long Band = 1 << 14;

    /// <summary>Bytes of scratch memory for a basis of so many vectors.</summary>
    internal static double ScratchBytes(long vectors) => 2.0 * vectors * Band * sizeof(double);

    /// <summary>W ← W − (W·Vᵀ)V, for W [p, n] in float64.</summary>
    /// <returns>The coefficients V·Wᵀ [k, p], on the CPU.</returns>
    internal static Tensor Remove(Tensor basis, Tensor w)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor coefficients = Products(basis, w);
        if (basis.shape[0] > 0)
        {
            Tensor transposed = coefficients.t();
            ForEachBand(w.shape[1], (first, length) =>
                w.narrow(1, first, length).addmm_(transposed, basis.narrow(1, first, length).to(ScalarType.Float64), beta: 1, alpha: -1));
        }

        return coefficients.cpu().MoveToOuterDisposeScope();
    }

    /// <summary>V·Wᵀ [k, p] in float64, on the device of the basis.</summary>
    internal static Tensor Products(Tensor basis, Tensor w)
    {
        Tensor products = zeros([basis.shape[0], w.shape[0]], ScalarType.Float64, basis.device);
        if (basis.shape[0] > 0)
        {
            ForEachBand(w.shape[1], (first, length) =>
                products.add_(basis.narrow(1, first, length).to(ScalarType.Float64).mm(w.narrow(1, first, length).to(ScalarType.Float64).t())));
        }

        return products;
    }

    /// <summary>Writes YᵀV into the target's rows, for Y [k, l] on the CPU. The target may be the first rows of V itself.</summary>
    internal static void Combine(Tensor basis, Tensor y, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor transposed = y.t().to(basis.device);
        ForEachBand(basis.shape[1], (first, length) =>
            target.narrow(1, first, length).copy_(transposed.mm(basis.narrow(1, first, length).to(ScalarType.Float64))));
    }

    /// <summary>‖w‖ of each row, in float64.</summary>
    internal static double[] Norms(Tensor w)
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. linalg.vector_norm(w, dims: [1]).cpu().data<double>()];
    }

    private static void ForEachBand(long length, Action<long, long> action)
    {
        for (long first = 0; first < length; first += Band)
        {
            using DisposeScope scope = NewDisposeScope();
            action(first, Math.Min(Band, length - first));
        }
    }
}
