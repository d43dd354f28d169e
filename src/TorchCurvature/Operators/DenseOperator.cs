using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>A symmetric matrix that is stored whole.</summary>
public sealed class DenseOperator : SymmetricOperator
{
    /// <summary>
    /// Wraps a matrix. The operator owns a second handle to the same memory, so the caller may dispose the tensor passed in.
    /// </summary>
    /// <param name="matrix">A, of shape [n, n], float32 or float64, symmetric to the last bit.</param>
    /// <param name="inheritedError">A bound, in the spectral norm, of the error that the matrix came with; 0 for one
    /// that is exact as it is.</param>
    /// <exception cref="ArgumentException">The matrix is not square, not real, or not symmetric.</exception>
    public DenseOperator(Tensor matrix, double inheritedError = 0)
        : base(CheckedDimension(matrix), matrix.dtype, matrix.device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inheritedError);
        InheritedError = inheritedError;
        using DisposeScope scope = NewDisposeScope();
        Matrix = matrix.detach().DetachFromDisposeScope();
    }

    /// <summary>A [n, n]; the operator owns this handle.</summary>
    public Tensor Matrix { get; }

    /// <inheritdoc/>
    public override double InheritedError { get; }

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using IDisposable noGradient = no_grad();
        return Matrix.mm(block);
    }

    /// <inheritdoc/>
    protected override DenseOperator ToDenseCore(IProgress<double>? progress, CancellationToken cancellation) =>
        new(Matrix, InheritedError);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Matrix.Dispose();
        base.Dispose(disposing);
    }

    private static long CheckedDimension(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.dim() != 2 || matrix.shape[0] != matrix.shape[1])
        {
            throw new ArgumentException($"A symmetric matrix is square; this one is [{string.Join(", ", matrix.shape)}].", nameof(matrix));
        }

        if (matrix.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"The matrix must be float32 or float64, and is {matrix.dtype}.", nameof(matrix));
        }

        return IsSymmetric(matrix)
            ? matrix.shape[0]
            : throw new ArgumentException(
                "The matrix is not symmetric to the last bit, or has an undefined entry. Symmetrize it first, for example as ½(A + Aᵀ).",
                nameof(matrix));
    }

    // By tiles, so that a tile and its mirror image are both in the cache.
    private static bool IsSymmetric(Tensor matrix)
    {
        const long Tile = 256;
        long n = matrix.shape[0];
        for (long i = 0; i < n; i += Tile)
        {
            using DisposeScope scope = NewDisposeScope();
            long rows = Math.Min(Tile, n - i);
            for (long j = 0; j <= i; j += Tile)
            {
                long columns = Math.Min(Tile, n - j);
                Tensor lower = matrix.narrow(0, i, rows).narrow(1, j, columns), upper = matrix.narrow(0, j, columns).narrow(1, i, rows);
                if (!lower.eq(upper.t()).all().item<bool>())
                {
                    return false;
                }
            }
        }

        return true;
    }
}
