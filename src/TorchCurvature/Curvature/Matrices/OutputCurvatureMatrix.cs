using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Columns;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Curvature.Questions;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Matrices;

/// <summary>
/// A matrix of the form (1/N) Σ_n J_nᵀ M_n J_n, with a matrix M_n [C, C] in the outputs that a subclass gives; and, for the Hessian, the
/// second derivatives of the network in addition. In closed form or by batched tangents where the module's structure allows.
/// </summary>
public abstract class OutputCurvatureMatrix : CurvatureMatrix
{
    /// <summary>M_n for every example.</summary>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="outputs">Network outputs f, [n, C], without a graph.</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    /// <returns>A tensor [n, C, C], symmetric in its last two dimensions, that the caller owns and may overwrite.</returns>
    public abstract Tensor InOutputs(Loss loss, Tensor outputs, Tensor targets);

    /// <inheritdoc/>
    protected override SymmetricOperator OperatorCore(EmpiricalRisk risk, int keptGraphs) =>
        risk.Shared is null ? new GaussNewtonOperator(risk, this, keptGraphs) : new SharedOperator(risk, this, keptGraphs);

    /// <inheritdoc/>
    protected sealed override ExactHessian ExactCore(
        EmpiricalRisk risk, ExactHessianMethod? method, IProgress<double>? progress, CancellationToken cancellation) =>
        ExactComputation.ByLayers(this, risk, method, rotation: null, progress, cancellation);

    internal sealed override ExactHessian ExactRotated(
        EmpiricalRisk risk, FirstLayerRotation? rotation, IProgress<double>? progress, CancellationToken cancellation) =>
        ExactComputation.ByLayers(this, risk, method: null, rotation, progress, cancellation);

    /// <summary>Whether (1/N) Σ_n Σ_c g_{n,c} ∇²f_{n,c} is part of it too.</summary>
    internal virtual bool HasSecondDerivatives => false;

    /// <summary>Whether M_n is g_n g_nᵀ, so that its error follows from that of g_n.</summary>
    internal virtual bool IsOfGradients => false;

    /// <summary>
    /// What products differentiate: outputs [n, K] that are connected to the graph, and the matrices [n, K, K] in them. The model's outputs
    /// and M_n, unless a subclass knows something that sees more.
    /// </summary>
    internal virtual (Tensor Outputs, Tensor Curvature) ForProducts(Loss loss, Tensor outputs, Tensor targets) =>
        (outputs, InOutputs(loss, outputs.detach(), targets));

    /// <summary>
    /// A factor S_n of M_n = S_n S_nᵀ, [n, C, r], with as few columns as its rank allows; null where there is none, as for a matrix that is
    /// more than a sum of J_nᵀ M_n J_n.
    /// </summary>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="outputs">Network outputs f, [n, C], without a graph.</param>
    /// <param name="targets">Targets, n of them along the first dimension.</param>
    internal virtual Tensor? RootInOutputs(Loss loss, Tensor outputs, Tensor targets) => null;

    /// <summary>
    /// What rows S_nᵀJ_n differentiate: as <see cref="ForProducts"/>, with factors [n, K, r] in the place of matrices.
    /// </summary>
    internal virtual (Tensor Outputs, Tensor? Root) ForRows(Loss loss, Tensor outputs, Tensor targets) =>
        (outputs, RootInOutputs(loss, outputs.detach(), targets));

    /// <summary>From the Jacobians of single examples where that is the faster way, from products where not.</summary>
    internal override ColumnwiseFill FillByColumns(
        Tensor matrix, EmpiricalRisk risk, IProgress<double>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (OutputJacobians.TryFind(risk, this) is { } jacobians)
        {
            return jacobians.Fill(matrix, progress, cancellation);
        }

        ColumnwiseFill byProducts = base.FillByColumns(matrix, risk, progress, cancellation);
        double norm = matrix.FrobeniusNorm();
        return double.IsFinite(norm) ? byProducts with { InheritedError = OutputRounding.Of(risk, this, norm) } : byProducts;
    }

    internal sealed override double? ExpectedSeconds(EmpiricalRisk risk, CancellationToken cancellation) =>
        ExactComputation.MethodFor(risk) == ExactHessianMethod.ColumnByColumn
            ? SecondsByColumns(risk.WithoutWeightDecay, cancellation)
            : null;

    /// <summary>About how long <see cref="FillByColumns"/> takes.</summary>
    internal virtual double SecondsByColumns(EmpiricalRisk risk, CancellationToken cancellation) =>
        OutputJacobians.TryFind(risk, this)?.ExpectedSeconds(cancellation) ?? ColumnwiseTime.OfProducts(risk, this, cancellation);
}
