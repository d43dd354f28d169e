using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// Squared error ℓ(f, y) = ½‖f − y‖², summed over the C outputs: g = f − y, A = I. (PyTorch's <c>mse_loss</c> has no ½ and also averages
/// over the outputs, so it is 2/C times this; <see cref="MeanSquaredError"/> is that.) mathematics.md (7).
/// </summary>
public sealed class SquaredError : ResidualLoss
{
    /// <inheritdoc/>
    public override string Name => "squared-error";

    private protected override Tensor Losses(Tensor residuals) => (residuals.Times(0.5) * residuals).sum(1);

    private protected override Tensor Slopes(Tensor residuals) => residuals;

    private protected override Tensor Curvatures(Tensor residuals) => ones_like(residuals);
}
