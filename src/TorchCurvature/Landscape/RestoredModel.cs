using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>Puts a model's parameters and buffers back as they were, when disposed.</summary>
internal readonly struct RestoredModel(nn.Module model, ParameterLayout layout) : IDisposable
{
    private readonly Tensor _parameters = layout.ToVector().DetachFromDisposeScope();
    private readonly ModelBuffers _buffers = ModelBuffers.Of(model);

    public void Dispose()
    {
        layout.Assign(_parameters);
        ModelBuffers.Put(model, [_buffers], 1);
        _parameters.Dispose();
        _buffers.Dispose();
    }
}
