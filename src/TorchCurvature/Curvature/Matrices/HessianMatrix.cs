using TorchCurvature.Curvature.Exact.Columns;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Curvature.Questions;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Matrices;

/// <summary>H = ∇²L(w).</summary>
public sealed class HessianMatrix : OutputCurvatureMatrix
{
    internal HessianMatrix()
    {
    }

    /// <inheritdoc/>
    public override string Word => "hessian";

    /// <inheritdoc/>
    public override string Symbol => "H";

    /// <inheritdoc/>
    public override string Title => "Hessian";

    /// <inheritdoc/>
    public override string Description => "the Hessian of the loss";

    /// <inheritdoc/>
    public override Tensor InOutputs(Loss loss, Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.OutputHessian(outputs, targets);
    }

    /// <inheritdoc/>
    protected override SymmetricOperator OperatorCore(EmpiricalRisk risk, int keptGraphs) =>
        risk.Shared is null ? new HessianOperator(risk, keptGraphs) : new SharedOperator(risk, this, keptGraphs);

    internal override bool HasSecondDerivatives => true;

    /// <summary>By double backward.</summary>
    internal override ColumnwiseFill FillByColumns(
        Tensor matrix, EmpiricalRisk risk, IProgress<double>? progress, CancellationToken cancellation) =>
        HessianTriangle.Fill(matrix, risk, this, progress, cancellation);

    internal override double SecondsByColumns(EmpiricalRisk risk, CancellationToken cancellation) =>
        ColumnwiseTime.OfTriangle(risk, cancellation);
}
