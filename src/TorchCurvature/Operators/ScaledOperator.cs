using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>c·A. Refers to A and does not own it.</summary>
public sealed class ScaledOperator : SymmetricOperator
{
    private readonly double _factor;
    private readonly SymmetricOperator _scaled;
    private bool _isOwner;

    /// <summary>An operator times a number.</summary>
    /// <param name="factor">c.</param>
    /// <param name="scaled">A; referred to, not owned.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not finite.</exception>
    public ScaledOperator(double factor, SymmetricOperator scaled)
        : base((scaled ?? throw new ArgumentNullException(nameof(scaled))).Dimension, scaled.DType, scaled.Device)
    {
        if (!double.IsFinite(factor))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "A matrix is scaled by a finite number.");
        }

        (_factor, _scaled) = (factor, scaled);
    }

    /// <summary>The same that owns A from here on.</summary>
    internal static ScaledOperator Owning(double factor, SymmetricOperator scaled) => new(factor, scaled) { _isOwner = true };

    /// <inheritdoc/>
    public override double RoundingScale => Math.Abs(_factor) * _scaled.RoundingScale;

    /// <inheritdoc/>
    public override double InheritedError => Math.Abs(_factor) * _scaled.InheritedError;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        return _scaled.Multiply(block, cancellation).Times(_factor).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_isOwner)
        {
            _scaled.Dispose();
        }

        base.Dispose(disposing);
    }
}
