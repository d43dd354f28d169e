using TorchSharp;

namespace TorchCurvature.Resources;

/// <summary>
/// The switch of libtorch's fused kernel of <c>scaled_dot_product_attention</c>, which has no second derivative: with it off, attention is
/// computed from products and a softmax, which have. The switch is that of CUDA's kernels, and rules the CPU's too.
/// </summary>
/// <remarks>The switch belongs to the process; while a scope is open, other threads go without the fused kernel too.</remarks>
internal static class FusedAttention
{
    private static readonly Lock _lock = new();
    private static int _scopes;
    private static bool _wasEnabled;

    /// <summary>Switches the kernel off until the scope is disposed; scopes may be nested, and may overlap between threads.</summary>
    public static IDisposable Off()
    {
        lock (_lock)
        {
            if (_scopes++ == 0)
            {
                _wasEnabled = torch.backends.cuda.flash_sdp_enabled();
                torch.backends.cuda.enable_flash_sdp(false);
            }
        }

        return new Scope();
    }

    private sealed class Scope : IDisposable
    {
        private bool _isOpen = true;

        public void Dispose()
        {
            lock (_lock)
            {
                if (_isOpen && --_scopes == 0)
                {
                    torch.backends.cuda.enable_flash_sdp(_wasEnabled);
                }

                _isOpen = false;
            }
        }
    }
}
