using TorchCurvature.Data;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// The generalized Gauss–Newton matrix G = (1/N) Σ_n J_nᵀ A_n J_n of an empirical risk, or, with g_n g_nᵀ for A_n, the uncentred covariance of the per-example gradients, by
/// automatic differentiation. Works for every differentiable module.
/// </summary>
/// <remarks>
/// A product with k columns costs, for each batch, one forward pass, one backward pass whose own graph gives J·v, and 2k backward passes; where the graph is kept, a later product takes the last 2k alone. Sums over batches in
/// float64. J·v comes from differentiating Jᵀu, which is linear in u, in u. Sources: Schraudolph 2002; Pearlmutter 1994.
/// </remarks>
public sealed class GaussNewtonOperator : SymmetricOperator
{
    private readonly EmpiricalRisk _risk;
    private readonly CurvaturePart _part;
    private readonly GradientGraphs _graphs;

    /// <summary>The matrix of a risk at its model's present parameters. Refers to the risk and does not own it.</summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="part"><see cref="CurvaturePart.GaussNewton"/> or <see cref="CurvaturePart.GradientCovariance"/>.</param>
    /// <param name="keptGraphs">As in <see cref="HessianOperator(EmpiricalRisk, int)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is another one, or the number of kept graphs is negative.</exception>
    public GaussNewtonOperator(EmpiricalRisk risk, CurvaturePart part = CurvaturePart.GaussNewton, int keptGraphs = 0)
        : base((risk ?? throw new ArgumentNullException(nameof(risk))).Dimension, risk.Layout.DType, risk.Layout.Device)
    {
        if (part is not (CurvaturePart.GaussNewton or CurvaturePart.GradientCovariance))
        {
            throw new ArgumentOutOfRangeException(nameof(part), part, $"{part} is not of the form Σ JᵀAJ; {nameof(CurvatureOperator)} has operators for every part.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(keptGraphs);
        (_risk, _part) = (risk, part);
        _graphs = new GradientGraphs(risk, Prepare, keptGraphs);
    }

    /// <inheritdoc/>
    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation) => _graphs.Multiply(block, cancellation);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _graphs.Dispose();
        base.Dispose(disposing);
    }

    private GradientGraph Prepare(Batch batch)
    {
        Tensor outputs = _risk.Model.forward(batch.Inputs);
        Tensor curvature;
        if (_part == CurvaturePart.GradientCovariance)
        {
            // Σ ∇ℓ_n ∇ℓ_nᵀ is Σ JᵀAJ for the losses themselves as outputs and A = 1, whatever they depend on.
            outputs = _risk.Loss.ExampleLosses(outputs, batch.Targets).unsqueeze(1);
            curvature = ones([outputs.shape[0], 1, 1], outputs.dtype, outputs.device);
        }
        else
        {
            curvature = _risk.Loss.OutputHessian(outputs.detach(), batch.Targets);
        }

        Tensor fixedOutputs = outputs.detach();
        Tensor dummy = zeros_like(fixedOutputs).requires_grad_();
        Tensor pulledBack = _risk.GraphOfGradient((outputs * dummy).sum());
        return new GradientGraph(ScalarOf, [outputs, curvature, dummy, pulledBack]);

        Tensor? ScalarOf(Tensor vector)
        {
            Tensor pushedForward = autograd.grad([pulledBack.dot(vector)], [dummy], retain_graph: true, allow_unused: true)[0];
            return pushedForward.IsInvalid
                ? null
                : (outputs * curvature.matmul(pushedForward.unsqueeze(2)).squeeze(2).DividedBy(_risk.ExampleCount)).sum();
        }
    }
}
