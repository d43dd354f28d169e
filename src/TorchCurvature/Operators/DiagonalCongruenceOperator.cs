using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>
/// S A S for a diagonal matrix S with positive entries: A in coordinates of another scale. The Hessian with S = P^−½ is what an optimizer
/// sees that multiplies gradients by P⁻¹, as Adam does.
/// </summary>
/// <remarks>A product costs one of A. Refers to A and does not own it.</remarks>
public sealed class DiagonalCongruenceOperator : SymmetricOperator
{
    private readonly SymmetricOperator _inner;
    private readonly Tensor _column;
    private readonly double _largest;
    private double _scale;

    /// <summary>An operator between two copies of a diagonal matrix.</summary>
    /// <param name="inner">A; referred to, not owned.</param>
    /// <param name="diagonal">The diagonal of S [n], positive and finite; copied into A's precision and device.</param>
    /// <exception cref="ArgumentException">It has another shape, or an entry that is not positive or not finite.</exception>
    public DiagonalCongruenceOperator(SymmetricOperator inner, Tensor diagonal)
        : base((inner ?? throw new ArgumentNullException(nameof(inner))).Dimension, inner.DType, inner.Device)
    {
        ArgumentNullException.ThrowIfNull(diagonal);
        if (diagonal.dim() != 1 || diagonal.shape[0] != Dimension)
        {
            throw new ArgumentException(
                $"The diagonal is a vector [{Dimension}]; this tensor is [{string.Join(", ", diagonal.shape)}].", nameof(diagonal));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor converted = diagonal.detach().to(DType).to(Device);
        double smallest = converted.min().to(ScalarType.Float64).item<double>();
        _largest = converted.max().to(ScalarType.Float64).item<double>();
        if (!(smallest > 0 && double.IsFinite(_largest)))
        {
            throw new ArgumentException(
                $"The entries of the diagonal are positive and finite; these are from {smallest} to {_largest}.", nameof(diagonal));
        }

        _inner = inner;
        _column = converted.unsqueeze(1).clone().DetachFromDisposeScope();
    }

    /// <summary>
    /// What A's products round, ε·‖A‖ for a unit vector, grows by the largest entry of S on either side; seen from the products themselves
    /// where A does not say more.
    /// </summary>
    public override double RoundingScale => Math.Max(_scale, _largest * _largest * _inner.RoundingScale);

    /// <summary>‖S E S‖ ≤ max s² · ‖E‖ for the error E of A.</summary>
    public override double InheritedError => _largest * _largest * _inner.InheritedError;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor product = _inner.Multiply(_column * block, cancellation);
        _scale = Math.Max(_scale, _largest * ProductNorms.LargestQuotient(product, block.EuclideanNorm(0)));
        return (_column * product).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _column.Dispose();
        base.Dispose(disposing);
    }
}
