using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// Keeps libtorch from kernels that are wrong for a network, or that have no second derivative: oneDNN's in single precision
/// (<see cref="SinglePrecisionGuard"/>), and the fused ones of attention (<see cref="FusedAttention"/>).
/// </summary>
/// <param name="model">The network; referred to.</param>
/// <param name="dtype">Its precision.</param>
/// <param name="device">Where it is.</param>
internal sealed class RightKernels(nn.Module model, ScalarType dtype, Device device)
{
    private readonly SinglePrecisionGuard _guard = new(model, dtype, device);

    // A plain chain of layers has no attention.
    private readonly bool _mayHaveAttention = model.GetType() != typeof(Sequential);
    private readonly bool _isKnownToHaveNone = model is MultiInputModule { MayHaveAttention: false };

    /// <summary>What is switched off while the network is computed, for reports.</summary>
    public IReadOnlyList<string> SwitchedOff =>
    [
        .. _mayHaveAttention && !_isKnownToHaveNone ? ["fused attention kernels, which have no second derivative"] : Array.Empty<string>(),
        .. _guard.SwitchesOff ? ["oneDNN, which is wrong in float32"] : Array.Empty<string>(),
    ];

    /// <summary>To be held while the network is computed.</summary>
    /// <param name="examplesDifferentiatedTwice">Examples of the batch that is differentiated twice; null where none is.</param>
    public IDisposable Enter(long? examplesDifferentiatedTwice)
    {
        IDisposable precision = _guard.Enter(examplesDifferentiatedTwice);
        return _mayHaveAttention ? new Together(precision, FusedAttention.Off()) : precision;
    }
}
