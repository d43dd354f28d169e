using TorchCurvature.Curvature.Exact;
using TorchCurvature.Eigensolvers;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>From what was found in rotated coordinates to all P eigenvalues, and to eigenvectors of the parameters.</summary>
internal static class RotatedPairs
{
    /// <summary>The eigenvalues with those of the directions that fell out, which are 0, and all of them moved.</summary>
    /// <param name="found">Those of the P' coordinates.</param>
    /// <param name="rotation">The coordinates.</param>
    /// <param name="shift">λ of weight decay, which is added to each.</param>
    public static Eigenvalues WithDropped(Eigenvalues found, FirstLayerRotation rotation, double shift)
    {
        double[] all = [.. Order(found, rotation).Select(i => (i < found.Values.Count ? found.Values[i] : 0) + shift)];
        return new Eigenvalues(all, found.ZeroRows + rotation.DroppedCount, found.DType, found.InheritedError);
    }

    /// <summary>The same with the vectors [P, P].</summary>
    /// <param name="found">The pairs of the P' coordinates; not changed.</param>
    /// <param name="rotation">The coordinates.</param>
    /// <param name="shift">As above.</param>
    public static EigenPairs RotatedBack(EigenPairs found, FirstLayerRotation rotation, double shift)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        int[] order = [.. Order(found.Eigenvalues, rotation)];
        // The places of the largest, of those that fell out, and of the others: three runs of columns.
        int above = Array.IndexOf(order, found.Values.Count), reached = found.Values.Count;
        above = above < 0 ? reached : above;
        Tensor vectors = cat(
            [
                rotation.Expand(found.Vectors.narrow(1, 0, above)),
                rotation.DroppedBasis(),
                rotation.Expand(found.Vectors.narrow(1, above, reached - above)),
            ],
            1);
        double inherited = found.Eigenvalues.InheritedError;
        double[] residuals = [.. order.Select(i => i < reached ? found.ResidualNorms[i] : inherited)];
        return new EigenPairs(WithDropped(found.Eigenvalues, rotation, shift), vectors.MoveToOuterDisposeScope(), residuals);
    }

    /// <summary>Bytes that <see cref="RotatedBack"/> takes at its peak, the matrix and the pairs of the coordinates included.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="rotated">P'.</param>
    /// <param name="dtype">Precision of the matrix.</param>
    public static double RequiredBytes(long dimension, long rotated, ScalarType dtype) =>
        2.0 * dtype.ElementSize() * (((double)dimension * dimension) + ((double)rotated * rotated));

    // Indices of those that were found and then of those that fell out, descending by value.
    private static IEnumerable<int> Order(Eigenvalues found, FirstLayerRotation rotation)
    {
        int reached = found.Values.Count, above = found.Values.Count(e => e > 0);
        return
        [
            .. Enumerable.Range(0, above),
            .. Enumerable.Range(reached, (int)rotation.DroppedCount),
            .. Enumerable.Range(above, reached - above),
        ];
    }
}
