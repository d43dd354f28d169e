namespace TorchCurvature.Experiments.Claims;

/// <summary>How singular the Hessian of a trained network is.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Parameters">P.</param>
/// <param name="Samples">N.</param>
/// <param name="Intrinsic">Dimensions that the data vary in.</param>
/// <param name="IsOfWidths">Whether it belongs to the row of growing widths, and not to that of growing dimensions.</param>
/// <param name="Before">The share of eigenvalues within 0.1 % of max|λ| before training.</param>
/// <param name="After">The same after training.</param>
internal sealed record SingularNetwork(int Seed, int Parameters, int Samples, int Intrinsic, bool IsOfWidths, double Before, double After);
