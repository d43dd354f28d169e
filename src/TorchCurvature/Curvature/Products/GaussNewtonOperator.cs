using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Products;

/// <summary>
/// The generalized Gauss–Newton matrix G = (1/N) Σ_n J_nᵀ A_n J_n of an empirical risk, or a matrix with another M_n in the place of A_n,
/// such as the empirical Fisher matrix, by automatic differentiation. Works for every differentiable module.
/// </summary>
/// <remarks>
/// A product with k columns costs, for each batch, one forward pass, one backward pass whose own graph gives J·v, and 2k backward passes;
/// where the graph is kept, a later product takes the last 2k alone. Sums over batches in float64. J·v comes from differentiating Jᵀu,
/// which is linear in u, in u. Sources: Schraudolph 2002; Pearlmutter 1994.
/// </remarks>
public sealed class GaussNewtonOperator : SymmetricOperator
{
    private readonly EmpiricalRisk _risk;
    private readonly OutputCurvatureMatrix _kind;
    private readonly GradientGraphs _graphs;

    /// <summary>G of a risk at its model's present parameters. Refers to the risk and does not own it.</summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="keptGraphs">As in <see cref="HessianOperator(EmpiricalRisk, int)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of kept graphs is negative.</exception>
    public GaussNewtonOperator(EmpiricalRisk risk, int keptGraphs = 0)
        : this(risk, CurvatureMatrices.GaussNewton, keptGraphs)
    {
    }

    /// <summary>(1/N) Σ_n J_nᵀ M_n J_n of a risk at its model's present parameters. Refers to the risk and does not own it.</summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="kind">What M_n is. Of the Hessian, this is the Gauss–Newton part alone.</param>
    /// <param name="keptGraphs">As in <see cref="HessianOperator(EmpiricalRisk, int)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of kept graphs is negative.</exception>
    public GaussNewtonOperator(EmpiricalRisk risk, OutputCurvatureMatrix kind, int keptGraphs = 0)
        : base((risk ?? throw new ArgumentNullException(nameof(risk))).Dimension, risk.Layout.DType, risk.Layout.Device)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentOutOfRangeException.ThrowIfNegative(keptGraphs);
        (_risk, _kind) = (risk, kind);
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
        LossTerms terms = _risk.TermsOf(batch);
        (Tensor outputs, Tensor curvature) = _kind.ForProducts(_risk.Loss, terms.Outputs, terms.Targets);
        Tensor fixedOutputs = outputs.detach();
        Tensor dummy = zeros_like(fixedOutputs).requires_grad_();
        Tensor pulledBack = _risk.GraphOfGradient((outputs * dummy).sum());
        return new GradientGraph(ScalarOf, [outputs, curvature, dummy, pulledBack]);

        Tensor? ScalarOf(Tensor vector)
        {
            // Outputs that do not depend on the parameters leave a pulled back vector without a graph.
            Tensor? pushedForward = pulledBack.requires_grad
                ? GuardedAutograd.Of(pulledBack.dot(vector), [dummy], retain: true)[0]
                : null;
            return pushedForward is null
                ? null
                : (outputs * curvature.matmul(pushedForward.unsqueeze(2)).squeeze(2).DividedBy(_risk.TotalWeight)).sum();
        }
    }
}
