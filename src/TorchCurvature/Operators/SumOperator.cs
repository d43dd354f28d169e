using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>A + B. Refers to both and owns neither.</summary>
public sealed class SumOperator : SymmetricOperator
{
    private readonly SymmetricOperator _left;
    private readonly SymmetricOperator _right;
    private double _scale;

    /// <summary>The sum of two operators.</summary>
    /// <param name="left">A; referred to, not owned.</param>
    /// <param name="right">B; referred to, not owned.</param>
    /// <exception cref="ArgumentException">The two differ in dimension, precision or device.</exception>
    public SumOperator(SymmetricOperator left, SymmetricOperator right)
        : base((left ?? throw new ArgumentNullException(nameof(left))).Dimension, left.DType, left.Device)
    {
        ArgumentNullException.ThrowIfNull(right);
        if (right.Dimension != Dimension || right.DType != DType || right.Device.ToString() != Device.ToString())
        {
            throw new ArgumentException(
                $"The sum of a {DType} operator of dimension {Dimension} on {Device} and a {right.DType} one of dimension "
                + $"{right.Dimension} on {right.Device} is not defined.",
                nameof(right));
        }

        (_left, _right) = (left, right);
    }

    /// <inheritdoc/>
    public override double RoundingScale => Math.Max(_scale, Math.Max(_left.RoundingScale, _right.RoundingScale));

    /// <inheritdoc/>
    public override double InheritedError => _left.InheritedError + _right.InheritedError;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor left = _left.Multiply(block, cancellation), right = _right.Multiply(block, cancellation);
        Tensor lengths = block.EuclideanNorm(0);
        double larger = Math.Max(ProductNorms.LargestQuotient(left, lengths), ProductNorms.LargestQuotient(right, lengths));
        _scale = Math.Max(_scale, larger);
        return left.Plus(right).MoveToOuterDisposeScope();
    }
}
