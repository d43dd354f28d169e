using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// The exact Hessian of any twice differentiable module, or of another curvature matrix, column by column: its products with the unit
/// vectors, by automatic differentiation.
/// </summary>
internal static class ColumnwiseHessian
{
    private const long BlockColumns = 64;

    /// <summary>
    /// Fills [P, P] and makes it symmetric to the last bit by averaging with its transpose. Gives the largest difference that was averaged
    /// away.
    /// </summary>
    public static double Fill(
        Tensor matrix, EmpiricalRisk risk, CurvatureMatrix kind, IProgress<double>? progress, CancellationToken cancellation)
    {
        long dimension = risk.Dimension;
        using SymmetricOperator columns = kind.Operator(risk);
        for (long first = 0; first < dimension; first += BlockColumns)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(BlockColumns, dimension - first);
            Tensor units = zeros([dimension, count], risk.Layout.DType, risk.Layout.Device);
            units.narrow(0, first, count).diagonal().FillInPlace(1);
            matrix.narrow(0, first, count).copy_(columns.Multiply(units, cancellation).t());
            progress?.Report((first + count) / (double)dimension);
        }

        return AverageWithTranspose(matrix);
    }

    private static double AverageWithTranspose(Tensor matrix)
    {
        const long Tile = 1024;
        double asymmetry = 0;
        for (long i = 0; i < matrix.shape[0]; i += Tile)
        {
            long rows = Math.Min(Tile, matrix.shape[0] - i);
            for (long j = 0; j <= i; j += Tile)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor lower = matrix.narrow(0, i, rows).narrow(1, j, Math.Min(Tile, matrix.shape[0] - j));
                Tensor upper = matrix.narrow(0, j, Math.Min(Tile, matrix.shape[0] - j)).narrow(1, i, rows);
                asymmetry = Math.Max(asymmetry, (lower - upper.t()).abs().max().to(ScalarType.Float64).item<double>());
                Tensor mean = lower.Plus(upper.t()).Times(0.5);
                lower.copy_(mean);
                upper.copy_(mean.t());
            }
        }

        return asymmetry;
    }
}
