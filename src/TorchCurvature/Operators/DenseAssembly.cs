using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>A whole matrix from an operator's products with the unit vectors.</summary>
internal static class DenseAssembly
{
    private const long BlockColumns = 64;
    private const long Tile = 1024;

    internal static DenseOperator FromProducts(SymmetricOperator a, IProgress<double>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        long n = a.Dimension;
        Tensor matrix = empty([n, n], a.DType, a.Device);
        Fill(matrix, a, BlockColumns, progress, cancellation);
        double takenAway = AverageWithTranspose(matrix).FrobeniusNorm;
        if (!double.IsFinite(takenAway))
        {
            throw new NotFiniteNumberException("The matrix has an infinite or undefined entry: an operator's product is not finite.");
        }

        double ofProducts = n * WorkingPrecision.Of(a.DType).UnitRoundoff * a.RoundingScale;
        return new DenseOperator(matrix, a.InheritedError + ofProducts + takenAway);
    }

    /// <summary>Fills a matrix with the products, column by column, which leaves it symmetric but for rounding.</summary>
    /// <param name="matrix">[n, n], in the operator's precision.</param>
    /// <param name="a">The operator.</param>
    /// <param name="columns">Columns of one product.</param>
    /// <param name="progress">Receives the share that is done, from 0 to 1; null for nobody.</param>
    /// <param name="cancellation">Stops between products.</param>
    internal static void Fill(
        Tensor matrix, SymmetricOperator a, long columns = BlockColumns, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        long n = a.Dimension;
        for (long first = 0; first < n; first += columns)
        {
            using DisposeScope scope = NewDisposeScope();
            cancellation.ThrowIfCancellationRequested();
            long count = Math.Min(columns, n - first);
            Tensor units = zeros([n, count], a.DType, a.Device);
            units.narrow(0, first, count).diagonal().FillInPlace(1);
            matrix.narrow(0, first, count).copy_(a.Multiply(units, cancellation).t());
            progress?.Report((first + count) / (double)n);
        }
    }

    /// <summary>Puts the mean of a matrix and its transpose in its place, tile by tile, and says how far apart they were.</summary>
    internal static Asymmetry AverageWithTranspose(Tensor matrix)
    {
        double largest = 0, squares = 0;
        for (long i = 0; i < matrix.shape[0]; i += Tile)
        {
            long rows = Math.Min(Tile, matrix.shape[0] - i);
            for (long j = 0; j <= i; j += Tile)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor lower = matrix.narrow(0, i, rows).narrow(1, j, Math.Min(Tile, matrix.shape[0] - j));
                Tensor upper = matrix.narrow(0, j, Math.Min(Tile, matrix.shape[0] - j)).narrow(1, i, rows);
                Tensor difference = lower - upper.t();
                largest = Math.Max(largest, difference.abs().max().to(ScalarType.Float64).item<double>());
                double halfNorm = 0.5 * difference.FrobeniusNorm();
                squares += (i == j ? 1 : 2) * halfNorm * halfNorm;
                Tensor mean = lower.Plus(upper.t()).Times(0.5);
                lower.copy_(mean);
                upper.copy_(mean.t());
            }
        }

        return new Asymmetry(largest, Math.Sqrt(squares));
    }
}
