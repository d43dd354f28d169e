using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// The full spectrum of a symmetric matrix that is stored whole (LAPACK's <c>syevd</c>), after exactly-zero rows and their columns are
/// taken out: a pixel that
/// is black in every example, or a unit that is never active, gives such rows, and each is an eigenvalue that is exactly 0.
/// </summary>
/// <remarks>
/// The computed eigenvalues are those of A + E with ‖E‖₂ a modest multiple of ε‖A‖₂ (Anderson et al. 1999, §4.7), so by Weyl's inequality
/// each is within ‖E‖₂ of its own true
/// one. Cost about 4n³/3 operations for the values, 9n³ with vectors. On a CPU, vectors end at <see cref="MostRowsWithVectors"/>: LAPACK
/// counts the 1 + 6n + 2n² numbers of their workspace in 32 bits. Values alone take 2n + 1 numbers, or n for each column of a block, which
/// no memory reaches.
/// </remarks>
public static class DenseEigensolver
{
    /// <summary>The name of what traces the calls: it costs nothing where nobody listens.</summary>
    internal const string TraceName = "TorchCurvature.Diagonalization";

    /// <summary>The most rows, those that are exactly zero not counted, whose vectors can be computed on a CPU.</summary>
    public const long MostRowsWithVectors = 32_766;

    private const long RowBlock = 1024;

    private static readonly ActivitySource s_trace = new(TraceName);

    /// <summary>Bytes taken at the peak, the matrix itself included.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="dtype">Precision of the matrix.</param>
    /// <param name="vectors">Whether vectors are computed too.</param>
    public static double RequiredBytes(long dimension, ScalarType dtype, bool vectors) =>
        ((vectors ? 6.0 : 3.0) * dimension * dimension * dtype.ElementSize()) + 1e8;

    /// <summary>All eigenvalues, descending.</summary>
    /// <param name="matrix">A; not changed.</param>
    public static Eigenvalues Values(DenseOperator matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        using Activity? trace = Trace(matrix);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor kept = NonzeroRows(matrix.Matrix);
        var values = new double[matrix.Dimension];
        if (kept.numel() > 0)
        {
            linalg.eigvalsh(Restrict(matrix.Matrix, kept)).to(ScalarType.Float64).cpu().data<double>().CopyTo(values);
            Array.Sort(values, static (a, b) => b.CompareTo(a));
        }

        return new Eigenvalues(values, matrix.Dimension - kept.numel(), matrix.DType, matrix.InheritedError);
    }

    /// <summary>All eigenvalues, descending, with their eigenvectors and residual norms.</summary>
    /// <param name="matrix">A; not changed.</param>
    /// <returns>n pairs, which the caller owns. The vectors of exactly-zero rows are unit vectors.</returns>
    /// <exception cref="NotSupportedException">The matrix is on a CPU and has more than <see cref="MostRowsWithVectors"/> rows that are not
    /// zero.</exception>
    public static EigenPairs Pairs(DenseOperator matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        using Activity? trace = Trace(matrix);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor a = matrix.Matrix;
        Tensor kept = NonzeroRows(a);
        long n = matrix.Dimension, rank = kept.numel();
        if (ExceedsLimit(rank, a.device))
        {
            throw new NotSupportedException($"{LimitOf(rank)} Ask for the values alone, or for the outermost pairs by Lanczos.");
        }

        Tensor values = zeros(n, a.dtype, a.device), vectors;
        if (rank == n)
        {
            (values, vectors) = linalg.eigh(a);
        }
        else
        {
            vectors = zeros([n, n], a.dtype, a.device);
            if (rank > 0)
            {
                (Tensor someValues, Tensor someVectors) = linalg.eigh(Restrict(a, kept));
                values.narrow(0, 0, rank).copy_(someValues);
                vectors.narrow(1, 0, rank).index_copy_(0, kept, someVectors);
                someVectors.Dispose();
            }

            Tensor dropped = ones(n, ScalarType.Bool, a.device).FillRowsInPlace(0, kept, 0).nonzero().flatten();
            vectors.index_put_(ones(n - rank, a.dtype, a.device), dropped, HeldScalars.Range(rank, n, a.device));
        }

        Tensor order = argsort(values, descending: true);
        values = values.index_select(0, order);
        Tensor sorted = vectors.index_select(1, order);
        vectors.Dispose();
        double[] residuals = ResidualNorms(a, values, sorted);
        double[] descending = [.. values.to(ScalarType.Float64).cpu().data<double>()];
        Eigenvalues eigenvalues = new(descending, n - rank, a.dtype, matrix.InheritedError);
        return new EigenPairs(eigenvalues, sorted.MoveToOuterDisposeScope(), residuals);
    }

    /// <summary>Whether vectors of a matrix with so many nonzero rows are more than LAPACK can compute.</summary>
    internal static bool ExceedsLimit(long nonzeroRows, Device device) =>
        device.type == DeviceType.CPU && nonzeroRows > MostRowsWithVectors;

    /// <summary>A sentence that says so.</summary>
    internal static string LimitOf(long nonzeroRows) => string.Create(
        CultureInfo.InvariantCulture,
        $"LAPACK computes eigenvectors of at most {MostRowsWithVectors:N0} nonzero rows on a CPU, where it counts its workspace in "
            + $"32 bits; this matrix has {nonzeroRows:N0}. Eigenvalues alone have no such limit.");

    private static Activity? Trace(DenseOperator matrix) => s_trace.StartActivity("diagonalize")?.SetTag("dimension", matrix.Dimension);

    private static double[] ResidualNorms(Tensor a, Tensor values, Tensor vectors)
    {
        var norms = new List<double>();
        for (long first = 0; first < a.shape[0]; first += RowBlock)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(RowBlock, a.shape[0] - first);
            Tensor v = vectors.narrow(1, first, count);
            Tensor residual = a.mm(v) - (v * values.narrow(0, first, count));
            norms.AddRange(residual.EuclideanNorm(0).to(ScalarType.Float64).cpu().data<double>());
        }

        return [.. norms];
    }

    private static Tensor NonzeroRows(Tensor a)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor isNonzero = ones(a.shape[0], ScalarType.Bool, a.device);
        // Only rows with a zero on the diagonal can be zero throughout.
        Tensor candidates = a.diagonal().IsEqualTo(0).nonzero().flatten();
        for (long first = 0; first < candidates.numel(); first += RowBlock)
        {
            using DisposeScope blockScope = NewDisposeScope();
            Tensor rows = candidates.narrow(0, first, Math.Min(RowBlock, candidates.numel() - first));
            isNonzero.index_put_(a.index_select(0, rows).IsUnequalTo(0).any(1), rows);
        }

        return isNonzero.nonzero().flatten().MoveToOuterDisposeScope();
    }

    // By blocks of rows: a whole intermediate with all columns would be one matrix more.
    private static Tensor Restrict(Tensor a, Tensor kept)
    {
        if (kept.numel() == a.shape[0])
        {
            return a;
        }

        // What is left of a row is a few long runs, which are copied faster than gathered.
        List<(long First, long Count)> runs = Runs(kept);
        Tensor restricted = empty([kept.numel(), kept.numel()], a.dtype, a.device);
        for (long first = 0; first < kept.numel(); first += RowBlock)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(RowBlock, kept.numel() - first);
            Tensor rows = a.index_select(0, kept.narrow(0, first, count)), target = restricted.narrow(0, first, count);
            long column = 0;
            foreach ((long start, long length) in runs)
            {
                target.narrow(1, column, length).copy_(rows.narrow(1, start, length));
                column += length;
            }
        }

        return restricted;
    }

    private static List<(long First, long Count)> Runs(Tensor ascending)
    {
        var runs = new List<(long First, long Count)>();
        foreach (long index in ascending.cpu().data<long>())
        {
            if (runs.Count > 0 && runs[^1].First + runs[^1].Count == index)
            {
                runs[^1] = (runs[^1].First, runs[^1].Count + 1);
            }
            else
            {
                runs.Add((index, 1));
            }
        }

        return runs;
    }
}
