using TorchCurvature.Resources;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Layers;

/// <summary>
/// An elementwise φ with its derivatives, as functions of the pre-activation z, equal to what the module's own double backward computes.
/// <see cref="Second"/> is null where φ'' vanishes (almost everywhere). Each result is a new tensor or a second
/// handle, never z changed in place.
/// </summary>
internal sealed record ElementwiseActivation(Func<Tensor, Tensor> Value, Func<Tensor, Tensor> First, Func<Tensor, Tensor>? Second)
{
    public static ElementwiseActivation Identity { get; } = new(z => z.alias(), z => ones_like(z), Second: null);

    private static ElementwiseActivation Rectifier { get; } = new(z => z.relu(), z => z.IsAbove(0).to(z.dtype), Second: null);

    private static ElementwiseActivation HyperbolicTangent { get; } = new(z => z.tanh(), z => z.tanh().Squared().SubtractedFrom(1), z =>
    {
        Tensor t = z.tanh();
        return t.Times(-2) * (t * t).SubtractedFrom(1);
    });

    private static ElementwiseActivation Logistic { get; } = new(
        z => z.sigmoid(), LogisticSlope, z => LogisticSlope(z) * z.sigmoid().Times(2).SubtractedFrom(1));

    /// <summary>The activation that a module computes, or null where it is none that is known here.</summary>
    public static ElementwiseActivation? Of(nn.Module module) => module switch
    {
        ReLU => Rectifier,
        Tanh => HyperbolicTangent,
        Sigmoid => Logistic,
        Softplus softplus => SoftRectifier(softplus.beta, softplus.threshold),
        HeldSoftplus => SoftRectifier(HeldSoftplus.Beta, HeldSoftplus.Threshold),
        // Dropout is the identity in evaluation mode.
        TorchSharp.Modules.Identity or Dropout => Identity,
        _ => null,
    };

    private static Tensor LogisticSlope(Tensor z)
    {
        Tensor s = z.sigmoid();
        return s * s.SubtractedFrom(1);
    }

    // PyTorch's softplus is the identity, exactly, where βz exceeds its threshold.
    private static ElementwiseActivation SoftRectifier(double beta, double threshold) => new(
        z => z.Softplus(beta, threshold),
        z => where(z.Times(beta).IsAbove(threshold), ones_like(z), z.Times(beta).sigmoid()),
        z => where(z.Times(beta).IsAbove(threshold), zeros_like(z), LogisticSlope(z.Times(beta)).Times(beta)));
}
