using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>The eigenpairs that are known exactly and taken out before the rest of a spectrum is estimated: the converged ones.</summary>
/// <param name="Values">Their eigenvalues.</param>
/// <param name="Error">What none of them is off by more than.</param>
/// <param name="SquaredNorms">‖A v‖² of each.</param>
/// <param name="Rows">Their vectors as rows [k, n]; the caller disposes.</param>
internal sealed record DeflationBasis(double[] Values, double Error, double[] SquaredNorms, Tensor Rows)
{
    internal static DeflationBasis From(SymmetricOperator a, ExtremalEigenPairs? pairs)
    {
        if (pairs is not null && (pairs.Vectors.shape[0] != a.Dimension || pairs.Vectors.dtype != a.DType))
        {
            throw new ArgumentException(
                $"The eigenpairs are {pairs.Vectors.dtype} of dimension {pairs.Vectors.shape[0]}, and the operator is {a.DType} of "
                    + $"dimension {a.Dimension}.",
                nameof(pairs));
        }

        using DisposeScope scope = NewDisposeScope();
        int[] known = [.. Enumerable.Range(0, pairs?.Pairs.Count ?? 0).Where(i => pairs!.Pairs[i].IsConverged)];
        Tensor rows = known.Length == 0
            ? empty([0, a.Dimension], a.DType, a.Device)
            : pairs!.Vectors.t().index_select(0, tensor([.. known.Select(i => (long)i)], device: a.Device)).contiguous();
        return new DeflationBasis(
            [.. known.Select(i => pairs!.Pairs[i].Value)],
            known.Select(i => pairs!.Pairs[i].Radius).DefaultIfEmpty().Max(),
            [.. known.Select(
                i => (pairs!.Pairs[i].Value * pairs.Pairs[i].Value) + (pairs.Pairs[i].ResidualNorm * pairs.Pairs[i].ResidualNorm))],
            rows.MoveToOuterDisposeScope());
    }
}
