using System.Runtime.InteropServices;
using TorchSharp;

namespace TorchCurvature.Resources;

/// <summary>
/// The switch of oneDNN, the library that libtorch takes for convolutions and recurrent layers in float32 on a CPU, and whose results are
/// wrong there for some sizes of layers. TorchSharp has no such switch; this one uses two functions that libtorch exports.
/// </summary>
/// <remarks>
/// The switch belongs to the process. While a scope is open, convolutions of other threads take libtorch's own kernels too: as right, and
/// slower by a factor of 1.5 to 8.
/// </remarks>
public static unsafe class OneDnn
{
    private static readonly Switch? _switch = Switch.Find();
    private static readonly ProcessSwitch? _scopes =
        _switch is { } found ? new ProcessSwitch(() => found.IsEnabled, isOn => found.IsEnabled = isOn) : null;

    /// <summary>Whether libtorch exports the switch here: it does on Linux and macOS.</summary>
    public static bool CanBeSwitchedOff => _switch is not null;

    /// <summary>Whether libtorch may use oneDNN now. True where that cannot be asked.</summary>
    public static bool IsEnabled => _switch?.IsEnabled ?? true;

    /// <summary>
    /// Switches oneDNN off until the scope is disposed; scopes may be nested, and may overlap between threads. Does nothing
    /// where it cannot be switched off.
    /// </summary>
    public static IDisposable Off() => _scopes?.Off() ?? new Together();

    private sealed class Switch(
        delegate* unmanaged<nint> context, delegate* unmanaged<nint, byte> get, delegate* unmanaged<nint, byte, void> set)
    {
        public bool IsEnabled
        {
            get => get(context()) != 0;
            set => set(context(), value ? (byte)1 : (byte)0);
        }

        public static Switch? Find()
        {
            // at::globalContext(), at::Context::userEnabledMkldnn() const and at::Context::setUserEnabledMkldnn(bool),
            // as the Itanium ABI names them.
            if (!NativeLibrary.TryLoad("libtorch_cpu", typeof(torch).Assembly, searchPath: null, out nint library)
                || !NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out nint context)
                || !NativeLibrary.TryGetExport(library, "_ZNK2at7Context17userEnabledMkldnnEv", out nint get)
                || !NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledMkldnnEb", out nint set))
            {
                return null;
            }

            return new Switch(
                (delegate* unmanaged<nint>)context, (delegate* unmanaged<nint, byte>)get, (delegate* unmanaged<nint, byte, void>)set);
        }
    }
}
