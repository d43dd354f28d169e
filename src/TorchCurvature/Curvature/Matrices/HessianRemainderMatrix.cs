using TorchCurvature.Curvature.Exact;
using TorchCurvature.Operators;

namespace TorchCurvature.Curvature.Matrices;

/// <summary>
/// What is left of the Hessian when a matrix is subtracted: the second term of a split. Weight decay is in both or in neither, and so never
/// in this.
/// </summary>
public abstract class HessianRemainderMatrix : CurvatureMatrix
{
    /// <summary>What is subtracted.</summary>
    public abstract CurvatureMatrix Subtracted { get; }

    /// <inheritdoc/>
    public sealed override bool HoldsWeightDecay => false;

    /// <inheritdoc/>
    public sealed override int OperatorCount => CurvatureMatrices.Hessian.OperatorCount + Subtracted.OperatorCount;

    /// <inheritdoc/>
    protected sealed override SymmetricOperator OperatorCore(EmpiricalRisk risk, int keptGraphs)
    {
        EmpiricalRisk data = risk.WithoutWeightDecay;
        return new DifferenceOperator(CurvatureMatrices.Hessian.Operator(data, keptGraphs), Subtracted.Operator(data, keptGraphs));
    }

    /// <summary>The whole matrix, as the difference of two: it takes the memory of both at its peak.</summary>
    /// <inheritdoc/>
    protected sealed override ExactHessian ExactCore(
        EmpiricalRisk risk, ExactHessianMethod? method, IProgress<double>? progress, CancellationToken cancellation)
    {
        EmpiricalRisk data = risk.WithoutWeightDecay;
        return Difference(
            CurvatureMatrices.Hessian.Exact(data, method, progress, cancellation),
            () => Subtracted.Exact(data, method, progress, cancellation))!;
    }

    internal sealed override ExactHessian ExactRotated(
        EmpiricalRisk risk, FirstLayerRotation? rotation, IProgress<double>? progress, CancellationToken cancellation)
    {
        EmpiricalRisk data = risk.WithoutWeightDecay;
        ExactHessian hessian = CurvatureMatrices.Hessian.ExactRotated(data, rotation, progress, cancellation);
        return Difference(hessian, () => Subtracted.ExactRotated(data, hessian.Rotation, progress, cancellation))
            ?? ExactCore(risk, method: null, progress, cancellation);
    }

    // Null where the two are in different coordinates.
    private ExactHessian? Difference(ExactHessian hessian, Func<ExactHessian> compute)
    {
        ExactHessian? difference = null;
        try
        {
            using ExactHessian subtracted = compute();
            difference = subtracted.Rotation == hessian.Rotation ? hessian.Subtract(subtracted, this) : null;
            return difference;
        }
        finally
        {
            if (difference is null)
            {
                hessian.Dispose();
            }
        }
    }

    internal sealed override double? ExpectedSeconds(EmpiricalRisk risk, CancellationToken cancellation) =>
        CurvatureMatrices.Hessian.ExpectedSeconds(risk, cancellation) + Subtracted.ExpectedSeconds(risk, cancellation);
}
