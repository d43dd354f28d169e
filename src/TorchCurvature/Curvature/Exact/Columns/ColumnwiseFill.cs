namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>What is known of a matrix that was computed column by column.</summary>
/// <param name="Asymmetry">The largest |A_ij − A_ji| that was seen, before both were made equal.</param>
/// <param name="InheritedError">As in <see cref="ExactHessian.InheritedError"/>; 0 where it is not known.</param>
/// <param name="Remark">What the reader of the matrix has to know; null for nothing.</param>
internal sealed record ColumnwiseFill(double Asymmetry, double InheritedError = 0, string? Remark = null);
