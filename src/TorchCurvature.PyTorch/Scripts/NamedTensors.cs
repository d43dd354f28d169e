using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>
/// Handles of a script's parameters and buffers. They live in no dispose scope: TorchSharp keeps the handles of parameters in the script,
/// and where a scope releases them, the script has none any more, and says nothing of it.
/// </summary>
internal sealed class NamedTensors : IDisposable
{
    private readonly List<(string Name, Tensor Buffer)> _buffers;

    private NamedTensors(jit.ScriptModule script)
    {
        Parameters = [.. script.named_parameters().Select(p => (p.name, (Parameter)p.parameter.DetachFromDisposeScope()))];
        _buffers = [.. script.named_buffers().Select(b => (b.name, b.buffer.DetachFromDisposeScope()))];
    }

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers => _buffers;

    public IEnumerable<(string Name, Tensor Tensor)> All =>
        Parameters.Select(p => (p.Name, (Tensor)p.Parameter)).Concat(Buffers);

    public static NamedTensors Of(jit.ScriptModule script) => new(script);

    /// <summary>Makes another tensor a buffer, here and in the script.</summary>
    public void Replace(IntegerBuffer buffer, jit.ScriptModule script)
    {
        buffer.PutInto(script);
        int place = _buffers.FindIndex(b => b.Name == buffer.Name);
        _buffers[place].Buffer.Dispose();
        _buffers[place] = (buffer.Name, buffer.Value);
    }

    public void Dispose()
    {
        foreach ((string _, Tensor tensor) in All)
        {
            tensor.Dispose();
        }
    }
}
