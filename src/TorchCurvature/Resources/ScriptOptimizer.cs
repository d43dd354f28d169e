using System.Runtime.InteropServices;
using TorchSharp;

namespace TorchCurvature.Resources;

/// <summary>
/// The optimizer of TorchScript, which rewrites what a script does after it has seen it run: the last bits of a network then differ from
/// one run to the next, and where several threads differentiate one network, it has been seen to fail within itself. A script that runs
/// without it does what it says. The switch belongs to the thread; TorchSharp has none, and this one uses two functions that libtorch
/// exports.
/// </summary>
internal static unsafe class ScriptOptimizer
{
    private static readonly delegate* unmanaged<byte> _get;
    private static readonly delegate* unmanaged<byte, void> _set;

    static ScriptOptimizer()
    {
        // torch::jit::getGraphExecutorOptimize() and torch::jit::setGraphExecutorOptimize(bool), as the Itanium ABI names them.
        if (NativeLibrary.TryLoad("libtorch_cpu", typeof(torch).Assembly, searchPath: null, out nint library)
            && NativeLibrary.TryGetExport(library, "_ZN5torch3jit24getGraphExecutorOptimizeEv", out nint get)
            && NativeLibrary.TryGetExport(library, "_ZN5torch3jit24setGraphExecutorOptimizeEb", out nint set))
        {
            _get = (delegate* unmanaged<byte>)get;
            _set = (delegate* unmanaged<byte, void>)set;
        }
    }

    /// <summary>Whether scripts of this thread are optimized. True where that cannot be asked.</summary>
    public static bool IsOn => _get is null || _get() != 0;

    /// <summary>Runs scripts of this thread as they are until the scope is disposed; nothing where the switch is not exported.</summary>
    public static Scope Off() => new(IsOn);

    /// <summary>Puts back what was there before.</summary>
    internal readonly struct Scope : IDisposable
    {
        private readonly bool _wasOn;

        internal Scope(bool wasOn)
        {
            _wasOn = wasOn;
            Set(false);
        }

        public void Dispose() => Set(_wasOn);
    }

    private static void Set(bool isOn)
    {
        if (_set is not null)
        {
            _set(isOn ? (byte)1 : (byte)0);
        }
    }
}
