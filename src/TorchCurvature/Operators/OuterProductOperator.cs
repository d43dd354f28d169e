using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>v vᵀ, of rank one.</summary>
public sealed class OuterProductOperator : SymmetricOperator
{
    private readonly Tensor _column;

    /// <summary>The square of a vector.</summary>
    /// <param name="vector">v [n], float32 or float64; copied.</param>
    /// <exception cref="ArgumentException">The tensor is no vector.</exception>
    public OuterProductOperator(Tensor vector)
        : base(Checked(vector).shape[0], vector.dtype, vector.device)
    {
        using DisposeScope scope = NewDisposeScope();
        _column = vector.detach().clone().unsqueeze(1).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        return (_column * _column.t().mm(block)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _column.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Checked(Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return vector.dim() == 1
            ? vector
            : throw new ArgumentException(
                $"An outer product is that of a vector [n]; this tensor is [{string.Join(", ", vector.shape)}].", nameof(vector));
    }
}
