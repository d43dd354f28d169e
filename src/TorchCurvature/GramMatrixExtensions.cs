using TorchCurvature.Curvature.Gram;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using static TorchSharp.torch;

namespace TorchCurvature;

/// <summary>What can be asked of a Gram matrix's spectrum.</summary>
public static class GramMatrixExtensions
{
    private const string Remedy = "Top, Ends and Density need matrix-vector products alone.";

    /// <summary>All P eigenvalues of the matrix [P, P]: those of the Gram matrix, and zeros. Cost: 4/3·size³ operations.</summary>
    /// <param name="gram">The Gram matrix; referred to, not owned.</param>
    /// <param name="weightDecay">λ, which shifts all P of them; 0 for none.</param>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    public static Spectrum Spectrum(this GramMatrix gram, double weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(gram);
        RequireRoom(gram, vectors: false);
        using DenseOperator matrix = gram.ToOperator();
        return Spectra.Spectrum.OfGram(DenseEigensolver.Values(matrix), gram.RowPrecision, (int)gram.Dimension, weightDecay);
    }

    /// <summary>
    /// The largest eigenvalues of the matrix [P, P] with their vectors Bᵀu/√λ, those above the error bound. Cost: 9·size³ operations, and
    /// for each vector a backward pass over the data and a product with the matrix, which measures its residual.
    /// </summary>
    /// <param name="gram">The Gram matrix; referred to, not owned.</param>
    /// <param name="count">How many, at least 1; there are fewer where fewer stand above the bound.</param>
    /// <param name="cancellation">Stops between vectors.</param>
    /// <returns>The pairs, without weight decay, which the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    public static GramPairs Pairs(this GramMatrix gram, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        RequireRoom(gram, vectors: true);
        using DenseOperator matrix = gram.ToOperator();
        using EigenPairs ofGram = DenseEigensolver.Pairs(matrix);
        Spectrum all = Spectra.Spectrum.OfGram(ofGram.Eigenvalues, gram.RowPrecision, (int)gram.Dimension, shift: 0);
        return new GramPairs(GramEigenvectors.Find(gram, ofGram, all, count, shift: 0, cancellation), all);
    }

    private static void RequireRoom(GramMatrix gram, bool vectors) => MachineMemory.Require(
        DenseEigensolver.RequiredBytes(gram.Size, ScalarType.Float64, vectors), $"The eigenvalues of {gram.Size:N0} vectors", Remedy);
}
