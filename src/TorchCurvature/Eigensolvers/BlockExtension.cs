using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// W = VᵀC + QᵀR by rows: what of a block W [p, n] lies in the span of a basis V [k, n], and an orthonormal block Q [q, n] for the rest.
/// </summary>
/// <param name="Coefficients">C [k, p], on the CPU.</param>
/// <param name="Factor">R [q, p], on the CPU; the rows of vectors that had to be drawn at random are zero.</param>
/// <param name="Block">Q [q, n], float64.</param>
internal sealed record BlockExtension(Tensor Coefficients, Tensor Factor, Tensor Block) : IDisposable
{
    // A vector that lost this much of its length in a projection is no longer orthogonal to full precision.
    private const double HarmfulLoss = 1e-2;

    public void Dispose()
    {
        Coefficients.Dispose();
        Factor.Dispose();
        Block.Dispose();
    }

    /// <summary>
    /// Block Gram–Schmidt, twice. Where W has a smaller rank than q, random vectors orthogonal to everything else take the free places:
    /// so further copies of a multiple eigenvalue are found.
    /// </summary>
    /// <param name="basis">V.</param>
    /// <param name="w">W in float64; overwritten.</param>
    /// <param name="rows">q.</param>
    /// <param name="negligible">Norm below which a remainder counts as zero.</param>
    /// <param name="drawRandom">A random vector [1, n].</param>
    internal static BlockExtension Compute(Tensor basis, Tensor w, int rows, double negligible, Func<Tensor> drawRandom)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] before = Orthogonalization.Norms(w);
        Tensor coefficients = Orthogonalization.RemoveTwice([basis], w);

        Tensor block = empty([rows, w.shape[1]], ScalarType.Float64, w.device), factor = zeros([rows, w.shape[0]], ScalarType.Float64);
        int filled = 0;
        bool isLossy = false;
        for (int i = 0; i < w.shape[0] && filled < rows; i++)
        {
            Tensor vector = w.narrow(0, i, 1), earlier = block.narrow(0, 0, filled);
            Tensor within = Orthogonalization.RemoveTwice([earlier], vector);
            factor.narrow(0, 0, filled).narrow(1, i, 1).copy_(within);
            double norm = Orthogonalization.Norms(vector)[0];
            if (norm > negligible)
            {
                isLossy |= norm < HarmfulLoss * before[i];
                block.narrow(0, filled, 1).copy_(vector.DivideInPlace(norm));
                factor.narrow(0, filled, 1).narrow(1, i, 1).FillInPlace(norm);
                filled++;
            }
        }

        if (isLossy)
        {
            Reorthonormalize(basis, block.narrow(0, 0, filled));
        }

        for (; filled < rows; filled++)
        {
            Tensor vector = block.narrow(0, filled, 1), earlier = block.narrow(0, 0, filled);
            vector.copy_(drawRandom());
            // Near the end of the space most of a random vector is lost in each pass.
            for (int pass = 0; pass < 3; pass++)
            {
                Orthogonalization.Remove(basis, vector);
                Orthogonalization.Remove(earlier, vector);
                vector.DivideInPlace(Orthogonalization.Norms(vector)[0]);
            }
        }

        return new BlockExtension(
            coefficients.MoveToOuterDisposeScope(), factor.MoveToOuterDisposeScope(), block.MoveToOuterDisposeScope());
    }

    private static void Reorthonormalize(Tensor basis, Tensor block)
    {
        using DisposeScope scope = NewDisposeScope();
        Orthogonalization.Remove(basis, block);
        for (int i = 0; i < block.shape[0]; i++)
        {
            Tensor vector = block.narrow(0, i, 1);
            Orthogonalization.Remove(block.narrow(0, 0, i), vector);
            vector.DivideInPlace(Orthogonalization.Norms(vector)[0]);
        }
    }
}
