using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// The exact Hessian of any twice differentiable module, or of another curvature matrix, column by column: its products with the unit
/// vectors, by automatic differentiation.
/// </summary>
internal static class ColumnwiseHessian
{
    /// <summary>
    /// Fills [P, P] and makes it symmetric to the last bit by averaging with its transpose. Gives the largest difference that was averaged
    /// away.
    /// </summary>
    public static double Fill(
        Tensor matrix, EmpiricalRisk risk, CurvatureMatrix kind, IProgress<double>? progress, CancellationToken cancellation)
    {
        using SymmetricOperator columns = kind.Operator(risk);
        DenseAssembly.Fill(matrix, columns, progress: progress, cancellation: cancellation);
        return DenseAssembly.AverageWithTranspose(matrix).Largest;
    }
}
