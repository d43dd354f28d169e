using System.Runtime.InteropServices;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// A loss that PyTorch saved as TorchScript: <c>forward(outputs, targets)</c> gives a loss for each row. What it holds, such as weights of
/// classes, is converted to the precision of the outputs, in a copy for each precision.
/// </summary>
internal sealed class ScriptedLoss : DifferentiatedLoss, IDisposable
{
    private readonly string _path;
    private readonly Dictionary<string, jit.ScriptModule> _byPrecision = [];
    private readonly Lock _lock = new();

    public ScriptedLoss(string path)
    {
        _path = path;
        Of(ScalarType.Float64, CPU);
    }

    public override string Name => Path.GetFileNameWithoutExtension(_path);

    public void Dispose()
    {
        foreach (jit.ScriptModule script in _byPrecision.Values)
        {
            script.Release();
        }
    }

    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets)
    {
        try
        {
            return Of(outputs.dtype, outputs.device).forward(outputs, targets) as Tensor ?? throw NoTensor();
        }
        catch (ExternalException e)
        {
            throw new ArgumentException(
                $"The loss of '{_path}' refuses outputs {outputs.dtype} [{string.Join(", ", outputs.shape)}] with targets {targets.dtype} "
                    + $"[{string.Join(", ", targets.shape)}]: {NativeMessage.FirstLine(e.Message)}",
                e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // TorchSharp knows no dictionaries.
            throw NoTensor(e);
        }
    }

    private InvalidOperationException NoTensor(Exception? cause = null) => new(
        $"The loss of '{_path}' must give one tensor, a loss for each row of outputs: return that of reduction='none'.", cause);

    private jit.ScriptModule Of(ScalarType dtype, Device device)
    {
        lock (_lock)
        {
            string key = $"{dtype} {device}";
            if (!_byPrecision.TryGetValue(key, out jit.ScriptModule? script))
            {
                _byPrecision.Add(key, script = Load(dtype, device));
            }

            return script;
        }
    }

    private jit.ScriptModule Load(ScalarType dtype, Device device)
    {
        if (!File.Exists(_path))
        {
            throw new ArgumentException($"There is no file '{_path}' of a loss.");
        }

        try
        {
            using DisposeScope scope = NewDisposeScope();
            jit.ScriptModule script = jit.load(_path, device.type, device.index);
            script.eval();
            // A script's own conversion makes floating-point numbers of its integers, which index tables.
            script.ReplaceAttributes(held => held.is_floating_point() ? held.detach().to(dtype) : null);
            return script;
        }
        catch (ExternalException e)
        {
            throw new ArgumentException(
                $"'{_path}' cannot be loaded as TorchScript: {NativeMessage.FirstLine(e.Message).TrimEnd('.')}. Save a loss "
                    + "with torch.jit.script(loss).save(…).",
                e);
        }
    }
}
