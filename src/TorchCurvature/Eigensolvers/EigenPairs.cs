using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>Eigenvalues λ₁ ≥ … ≥ λ_k of a symmetric matrix with their eigenvectors and residual norms.</summary>
/// <param name="values">Eigenvalues, descending.</param>
/// <param name="vectors">Unit eigenvectors as columns, [n, k]; owned from here on.</param>
/// <param name="residualNorms">‖A v_i − λ_i v_i‖₂; some eigenvalue of A lies within that of λ_i.</param>
/// <param name="zeroRows">Rows of A that are exactly zero, whose eigenvalues are exact zeros.</param>
/// <param name="inheritedError">A bound, in the spectral norm, of the error that A came with.</param>
public sealed class EigenPairs(double[] values, Tensor vectors, double[] residualNorms, long zeroRows, double inheritedError = 0)
    : IDisposable
{
    /// <summary>The eigenvalues with their precision.</summary>
    public Eigenvalues Eigenvalues => new(values, zeroRows, vectors.dtype, inheritedError);

    /// <summary>Eigenvalues, descending.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>Unit eigenvectors as columns, [n, k], in the matrix's precision. This object owns them.</summary>
    public Tensor Vectors => vectors;

    /// <summary>‖A v_i − λ_i v_i‖₂ for each pair; some eigenvalue of A lies within that of λ_i.</summary>
    public IReadOnlyList<double> ResidualNorms => residualNorms;

    /// <summary>Rows of A that are exactly zero, whose eigenvalues are exact zeros.</summary>
    public long ZeroRows => zeroRows;

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => vectors.Dispose();
}
