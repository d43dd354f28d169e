using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>Eigenvalues λ₁ ≥ … ≥ λ_k of a symmetric matrix with their eigenvectors and residual norms.</summary>
public sealed class EigenPairs : IDisposable
{
    internal EigenPairs(Eigenvalues eigenvalues, Tensor vectors, IReadOnlyList<double> residualNorms) =>
        (Eigenvalues, Vectors, ResidualNorms) = (eigenvalues, vectors, residualNorms);

    /// <summary>The eigenvalues with their precision.</summary>
    public Eigenvalues Eigenvalues { get; }

    /// <summary>Eigenvalues, descending.</summary>
    public IReadOnlyList<double> Values => Eigenvalues.Values;

    /// <summary>Unit eigenvectors as columns, [n, k], in the matrix's precision. This object owns them.</summary>
    public Tensor Vectors { get; }

    /// <summary>‖A v_i − λ_i v_i‖₂ for each pair; some eigenvalue of A lies within that of λ_i.</summary>
    public IReadOnlyList<double> ResidualNorms { get; }

    /// <summary>Rows of A that are exactly zero, whose eigenvalues are exact zeros.</summary>
    public long ZeroRows => Eigenvalues.ZeroRows;

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => Vectors.Dispose();
}
