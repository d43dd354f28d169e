using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>A − B.</summary>
public sealed class DifferenceOperator : SymmetricOperator
{
    private readonly SymmetricOperator _minuend;
    private readonly SymmetricOperator _subtrahend;

    /// <summary>The difference of two operators, which this one owns from here on.</summary>
    /// <param name="minuend">A.</param>
    /// <param name="subtrahend">B.</param>
    /// <exception cref="ArgumentException">The two differ in dimension or precision.</exception>
    public DifferenceOperator(SymmetricOperator minuend, SymmetricOperator subtrahend)
        : base((minuend ?? throw new ArgumentNullException(nameof(minuend))).Dimension, minuend.DType, minuend.Device)
    {
        ArgumentNullException.ThrowIfNull(subtrahend);
        if (subtrahend.Dimension != Dimension || subtrahend.DType != DType)
        {
            throw new ArgumentException(
                $"The difference of a {DType} operator of dimension {Dimension} and a {subtrahend.DType} one of dimension {subtrahend.Dimension} is not defined.", nameof(subtrahend));
        }

        (_minuend, _subtrahend) = (minuend, subtrahend);
    }

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        return (_minuend.Multiply(block, cancellation) - _subtrahend.Multiply(block, cancellation)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _minuend.Dispose();
        _subtrahend.Dispose();
        base.Dispose(disposing);
    }
}
