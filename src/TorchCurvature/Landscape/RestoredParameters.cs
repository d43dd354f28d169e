using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>Puts a model's parameters back as they were, when disposed.</summary>
internal readonly struct RestoredParameters(ParameterLayout layout) : IDisposable
{
    private readonly Tensor _before = layout.ToVector().DetachFromDisposeScope();

    public void Dispose()
    {
        layout.Assign(_before);
        _before.Dispose();
    }
}
