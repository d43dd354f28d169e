using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>
/// EᵀAE for the columns E of the identity that belong to a range of indices: the diagonal block of A there, such as the Hessian
/// in the parameters of one layer.
/// </summary>
/// <remarks>A product costs one of A. Refers to A and does not own it.</remarks>
public sealed class DiagonalBlockOperator : SymmetricOperator
{
    private readonly SymmetricOperator _whole;
    private readonly long _offset;

    /// <summary>The block of a matrix.</summary>
    /// <param name="whole">A; referred to, not owned.</param>
    /// <param name="offset">The block's first index, from 0.</param>
    /// <param name="length">Its size, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The block is empty or leaves the matrix.</exception>
    public DiagonalBlockOperator(SymmetricOperator whole, long offset, long length)
        : base(length, (whole ?? throw new ArgumentNullException(nameof(whole))).DType, whole.Device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, whole.Dimension - offset);
        (_whole, _offset) = (whole, offset);
    }

    /// <inheritdoc/>
    public override double RoundingScale => _whole.RoundingScale;

    /// <inheritdoc/>
    public override double InheritedError => _whole.InheritedError;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor padded = zeros([_whole.Dimension, block.shape[1]], DType, Device);
        padded.narrow(0, _offset, Dimension).copy_(block);
        return _whole.Multiply(padded, cancellation).narrow(0, _offset, Dimension).contiguous().MoveToOuterDisposeScope();
    }
}
