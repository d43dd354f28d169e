using TorchSharp;

namespace TorchCurvature.Resources;

/// <summary>
/// The switch of libtorch's fused kernel of <c>scaled_dot_product_attention</c>, which has no second derivative: with it off, attention is
/// computed from products and a softmax, which have. The switch is that of CUDA's kernels, and rules the CPU's too.
/// </summary>
internal static class FusedAttention
{
    private static readonly ProcessSwitch _switch =
        new(torch.backends.cuda.flash_sdp_enabled, torch.backends.cuda.enable_flash_sdp);

    /// <summary>Switches the kernel off until the scope is disposed, as <see cref="ProcessSwitch"/> says.</summary>
    public static IDisposable Off() => _switch.Off();
}
