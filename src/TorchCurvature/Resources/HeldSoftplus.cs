using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>
/// The layer log(1 + exp(z)), to the bit what TorchSharp's own layer computes; that one does not hold the two numbers that it gives
/// the native library (<see cref="HeldScalars"/>).
/// </summary>
internal sealed class HeldSoftplus() : nn.Module<Tensor, Tensor>("softplus")
{
    public const double Beta = 1;
    public const double Threshold = 20;

    public override Tensor forward(Tensor input) => input.Softplus(Beta, Threshold);
}
