using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>A − B.</summary>
public sealed class DifferenceOperator : SymmetricOperator
{
    private readonly SymmetricOperator _minuend;
    private readonly SymmetricOperator _subtrahend;
    private double _scale;

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
                $"The difference of a {DType} operator of dimension {Dimension} and a {subtrahend.DType} one of dimension "
                    + $"{subtrahend.Dimension} is not defined.",
                nameof(subtrahend));
        }

        (_minuend, _subtrahend) = (minuend, subtrahend);
    }

    /// <inheritdoc/>
    public override double RoundingScale => _scale;

    /// <inheritdoc/>
    public override double InheritedError => _minuend.InheritedError + _subtrahend.InheritedError;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor minuend = _minuend.Multiply(block, cancellation);
        Tensor subtrahend = _subtrahend.Multiply(block, cancellation);
        Tensor lengths = block.EuclideanNorm(0);
        double larger = Math.Max(ProductNorms.LargestQuotient(minuend, lengths), ProductNorms.LargestQuotient(subtrahend, lengths));
        _scale = Math.Max(_scale, larger);
        return (minuend - subtrahend).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _minuend.Dispose();
        _subtrahend.Dispose();
        base.Dispose(disposing);
    }
}
