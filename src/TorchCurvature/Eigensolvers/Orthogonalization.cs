using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// Linear algebra on bases whose vectors are rows [k, n], k ≪ n. The basis is stored in the operator's precision; every sum that counts is
/// taken in float64, a band of entries at a time, so that a float32 basis loses nothing but the rounding of its storage.
/// </summary>
internal static class Orthogonalization
{
    private const long Band = 1 << 14;

    /// <summary>Bytes of scratch memory for a basis of so many vectors.</summary>
    internal static double ScratchBytes(long vectors) => (double)vectors * Band * sizeof(double);

    /// <summary>W ← W − (W·Vᵀ)V, for W [p, n] in float64.</summary>
    /// <returns>The coefficients V·Wᵀ [k, p], on the CPU.</returns>
    internal static Tensor Remove(Tensor basis, Tensor w)
    {
        using DisposeScope scope = NewDisposeScope();
        using var bands = new Float64Bands([basis], Band);
        Tensor coefficients = Products(bands, w);
        Subtract(bands, coefficients, w);
        return coefficients.cpu().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same twice, for several bases that together make up V. What the first time left is multiplied for the second while it is at
    /// hand, and subtracted unless the rounding of V's storage is more: without cancellation, the first time was enough.
    /// </summary>
    /// <returns>The sum of both coefficients [k, p], on the CPU.</returns>
    internal static Tensor RemoveTwice(IReadOnlyList<Tensor> bases, Tensor w)
    {
        using DisposeScope scope = NewDisposeScope();
        using var bands = new Float64Bands(bases, Band);
        Tensor first = Products(bands, w), second = zeros_like(first);
        bands.ForEach((start, length, vectors) =>
        {
            Tensor part = w.narrow(1, start, length);
            part.addmm_(first.t(), vectors, beta: 1, alpha: -1);
            second.AddInPlace(vectors.mm(part.t()));
        });
        double roundoff = WorkingPrecision.Of(bases[0].dtype).UnitRoundoff;
        double[] left = Norms(second.t()), lengths = Norms(w);
        if (left.Zip(lengths).All(pair => pair.First <= roundoff * pair.Second))
        {
            return first.cpu().MoveToOuterDisposeScope();
        }

        Subtract(bands, second, w);
        return first.Plus(second).cpu().MoveToOuterDisposeScope();
    }

    /// <summary>Writes YᵀV into the target's rows, for Y [k, l] on the CPU. The target may be the first rows of V itself.</summary>
    internal static void Combine(Tensor basis, Tensor y, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        using var bands = new Float64Bands([basis], Band);
        Tensor transposed = y.t().to(basis.device);
        bands.ForEach((start, length, vectors) => target.narrow(1, start, length).copy_(transposed.mm(vectors)));
    }

    /// <summary>‖w‖ of each row, in float64.</summary>
    internal static double[] Norms(Tensor w)
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. w.EuclideanNorm(1).cpu().data<double>()];
    }

    private static Tensor Products(Float64Bands bands, Tensor w)
    {
        Tensor products = zeros([bands.Count, w.shape[0]], ScalarType.Float64, w.device);
        bands.ForEach((start, length, vectors) => products.AddInPlace(vectors.mm(w.narrow(1, start, length).t())));
        return products;
    }

    private static void Subtract(Float64Bands bands, Tensor coefficients, Tensor w) =>
        bands.ForEach((start, length, vectors) => w.narrow(1, start, length).addmm_(coefficients.t(), vectors, beta: 1, alpha: -1));
}
