using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>
/// Handles of a script's parameters and buffers. They live in no dispose scope: TorchSharp keeps the handles of parameters in the script,
/// and where a scope releases them, the script has none any more, and says nothing of it.
/// </summary>
internal sealed class NamedTensors : IDisposable
{
    private NamedTensors(jit.ScriptModule script)
    {
        Parameters = [.. script.named_parameters().Select(p => (p.name, (Parameter)p.parameter.DetachFromDisposeScope()))];
        Buffers = BuffersOf(script);
    }

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers { get; private set; }

    public IEnumerable<(string Name, Tensor Tensor)> All =>
        Parameters.Select(p => (p.Name, (Tensor)p.Parameter)).Concat(Buffers.Select(b => (b.Name, b.Buffer)));

    public static NamedTensors Of(jit.ScriptModule script) => new(script);

    /// <summary>Looks again at the buffers, after a conversion put others in their place. Parameters stay the same tensors.</summary>
    public void RenewBuffers(jit.ScriptModule script)
    {
        DisposeBuffers();
        Buffers = BuffersOf(script);
    }

    public void Dispose()
    {
        DisposeBuffers();
        foreach ((string _, Parameter parameter) in Parameters)
        {
            parameter.Dispose();
        }
    }

    private void DisposeBuffers()
    {
        foreach ((string _, Tensor buffer) in Buffers)
        {
            buffer.Dispose();
        }
    }

    // The handles of named_buffers are kept as those of parameters are, and show what was there first; those of attributes are made anew.
    private static List<(string Name, Tensor Buffer)> BuffersOf(jit.ScriptModule script)
    {
        using DisposeScope scope = NewDisposeScope();
        HashSet<string> names = [];
        foreach ((string name, Tensor buffer) in script.named_buffers())
        {
            buffer.DetachFromDisposeScope();
            names.Add(name);
        }

        return
        [
            .. script.named_attributes(recurse: true)
                .Where(attribute => names.Contains(attribute.Item1) && !attribute.Item2.IsInvalid)
                .Select(attribute => (attribute.Item1, attribute.Item2.DetachFromDisposeScope())),
        ];
    }
}
