using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Layers;

/// <summary>
/// An elementwise φ with its derivatives, as functions of the pre-activation z, equal to what the module's own double backward computes.
/// <see cref="Second"/> is null where φ'' vanishes (almost everywhere). Each result is a new tensor or a second handle, never z changed in place.
/// </summary>
internal sealed record ElementwiseActivation(Func<Tensor, Tensor> Value, Func<Tensor, Tensor> First, Func<Tensor, Tensor>? Second)
{
    public static ElementwiseActivation Identity { get; } = new(z => z.alias(), z => ones_like(z), Second: null);

    private static ElementwiseActivation Rectifier { get; } = new(z => z.relu(), z => z.gt(0).to(z.dtype), Second: null);

    private static ElementwiseActivation HyperbolicTangent { get; } = new(z => z.tanh(), z => 1 - z.tanh().square(), z =>
    {
        Tensor t = z.tanh();
        return -2 * t * (1 - t * t);
    });

    private static ElementwiseActivation Logistic { get; } = new(z => z.sigmoid(), LogisticSlope, z => LogisticSlope(z) * (1 - 2 * z.sigmoid()));

    /// <summary>The activation that a module computes, or null where it is none that is known here.</summary>
    public static ElementwiseActivation? Of(nn.Module module) => module switch
    {
        ReLU => Rectifier,
        Tanh => HyperbolicTangent,
        Sigmoid => Logistic,
        Softplus softplus => SoftRectifier(softplus.beta, softplus.threshold),
        // Dropout is the identity in evaluation mode.
        TorchSharp.Modules.Identity or Dropout => Identity,
        _ => null,
    };

    private static Tensor LogisticSlope(Tensor z)
    {
        Tensor s = z.sigmoid();
        return s * (1 - s);
    }

    // PyTorch's softplus is the identity, exactly, where βz exceeds its threshold.
    private static ElementwiseActivation SoftRectifier(double beta, double threshold) => new(
        z => nn.functional.softplus(z, beta, threshold),
        z => where((beta * z).gt(threshold), ones_like(z), (beta * z).sigmoid()),
        z => where((beta * z).gt(threshold), zeros_like(z), beta * LogisticSlope(beta * z)));
}
