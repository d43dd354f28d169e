using static TorchSharp.torch;

namespace TorchCurvature.Studies.Estimates;

/// <summary>Puts the native library's own random numbers back when disposed: a measurement must not change what dropout draws.</summary>
internal sealed class KeptRandomness : IDisposable
{
    private readonly Tensor _state = Generator.Default.get_state().DetachFromDisposeScope();

    public void Dispose()
    {
        Generator.Default.set_state(_state);
        _state.Dispose();
    }
}
