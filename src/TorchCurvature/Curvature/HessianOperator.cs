using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// The Hessian ∇²L(w) of an empirical risk by double backward: H·v = ∇(∇L · v). Works for every module that is twice differentiable.
/// </summary>
/// <remarks>
/// A product with k columns costs, for each batch, one forward and one backward pass plus k backward passes through the gradient's graph. Sums over
/// batches in float64. Reads the model's parameters anew at every product. Source: Pearlmutter 1994.
/// </remarks>
public sealed class HessianOperator : SymmetricOperator
{
    private readonly EmpiricalRisk _risk;

    /// <summary>The Hessian of a risk at its model's present parameters. Refers to the risk and does not own it.</summary>
    /// <param name="risk">The risk L.</param>
    public HessianOperator(EmpiricalRisk risk)
        : base((risk ?? throw new ArgumentNullException(nameof(risk))).Dimension, risk.Layout.DType, risk.Layout.Device) =>
        _risk = risk;

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation) => _risk.MultiplyByGradients(
        block,
        batch =>
        {
            Tensor gradient = _risk.GraphOfGradient(_risk.BatchShare(batch));
            return gradient.dot;
        },
        cancellation);
}
