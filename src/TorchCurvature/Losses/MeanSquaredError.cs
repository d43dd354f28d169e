using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// PyTorch's <c>mse_loss</c>, the mean over the C outputs of (f_c − y_c)²: g = (2/C)(f − y), A = (2/C) I. It is 2/C times
/// <see cref="SquaredError"/>.
/// </summary>
public sealed class MeanSquaredError : ResidualLoss
{
    /// <inheritdoc/>
    public override string Name => "mse";

    private protected override Tensor Losses(Tensor residuals) => residuals.Squared().mean([1]);

    private protected override Tensor Slopes(Tensor residuals) => residuals.Times(CurvatureOf(residuals));

    private protected override Tensor Curvatures(Tensor residuals) => ones_like(residuals).Times(CurvatureOf(residuals));

    private static double CurvatureOf(Tensor residuals) => 2.0 / residuals.shape[1];
}
