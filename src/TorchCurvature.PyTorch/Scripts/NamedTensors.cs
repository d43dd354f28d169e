using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>
/// Handles of a script's parameters and buffers, made once: a script makes new ones at every look. They live in no dispose scope, because a
/// script whose tensors are released has none any more, and says nothing of it.
/// </summary>
internal sealed class NamedTensors : IDisposable
{
    private NamedTensors(jit.ScriptModule script)
    {
        Parameters = ParametersOf(script);
        Buffers = BuffersOf(script);
    }

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; private set; }

    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers { get; private set; }

    public IEnumerable<(string Name, Tensor Tensor)> All =>
        Parameters.Select(p => (p.Name, (Tensor)p.Parameter)).Concat(Buffers.Select(b => (b.Name, b.Buffer)));

    public static NamedTensors Of(jit.ScriptModule script) => new(script);

    /// <summary>Looks again, after the script changed its tensors. Parameters stay the same objects where they are the same tensors.</summary>
    public void Renew(jit.ScriptModule script)
    {
        foreach ((string _, Tensor buffer) in Buffers)
        {
            buffer.Dispose();
        }

        Buffers = BuffersOf(script);
        IReadOnlyList<(string Name, Parameter Parameter)> former = Parameters;
        Parameters = ParametersOf(script);
        foreach ((string _, Parameter parameter) in former)
        {
            parameter.Dispose();
        }
    }

    public void Dispose()
    {
        foreach ((string _, Tensor tensor) in All)
        {
            tensor.Dispose();
        }
    }

    private static List<(string Name, Parameter Parameter)> ParametersOf(jit.ScriptModule script) =>
        [.. script.named_parameters().Select(p => (p.name, (Parameter)p.parameter.DetachFromDisposeScope()))];

    private static List<(string Name, Tensor Buffer)> BuffersOf(jit.ScriptModule script) =>
        [.. script.named_buffers().Select(b => (b.name, b.buffer.DetachFromDisposeScope()))];
}
