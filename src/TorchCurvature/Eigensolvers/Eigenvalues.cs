using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>All eigenvalues of a symmetric matrix, with what their trust depends on.</summary>
public sealed record Eigenvalues
{
    internal Eigenvalues(IReadOnlyList<double> values, long zeroRows, ScalarType dType, double inheritedError)
    {
        (Values, ZeroRows, DType, InheritedError) = (values, zeroRows, dType, inheritedError);
    }

    /// <summary>λ₁ ≥ … ≥ λ_n.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Rows of the matrix that are exactly zero, whose eigenvalues are exact zeros.</summary>
    public long ZeroRows { get; }

    /// <summary>The precision that they were computed in.</summary>
    public ScalarType DType { get; }

    /// <summary>A bound, in the spectral norm, of the error that the matrix came with.</summary>
    public double InheritedError { get; internal init; }
}
