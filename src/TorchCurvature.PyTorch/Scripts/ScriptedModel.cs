using System.Runtime.InteropServices;
using System.Text;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>
/// A network that PyTorch saved as TorchScript (<c>torch.jit.script(model).save(…)</c>, or <c>torch.jit.trace</c> with gradients enabled):
/// a module of as many inputs as its <c>forward</c> has, with its parameters under PyTorch's names.
/// </summary>
/// <remarks>
/// Frozen parameters stay frozen, tied ones stay tied, and integer buffers stay integers where the precision changes. Constants inside
/// the code of a traced model keep the precision in which they were traced. Evaluation and training mode act on scripted models; a traced
/// one does always what it was traced with. Owns everything that it loaded, which lives until <see cref="Dispose"/>, in no dispose scope.
/// </remarks>
public sealed class ScriptedModel : MultiInputModule
{
    private readonly jit.ScriptModule _script;
    private readonly NamedTensors _tensors;

    private ScriptedModel(jit.ScriptModule script, bool hasAttention)
        : base("scripted")
    {
        (_script, MayHaveAttention) = (script, hasAttention);
        _tensors = NamedTensors.Of(script);
    }

    /// <inheritdoc/>
    public override bool training => _script.training;

    internal override bool MayHaveAttention { get; }

    /// <summary>Loads a network on the CPU, in the precision and the mode in which it was saved.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="PyTorchFileException">There is no such file, or it holds no TorchScript, or one that this libtorch cannot run. The
    /// message says what it holds and what to do.</exception>
    /// <remarks>
    /// An operator that libtorch does not know ends the process, so a file is first loaded in a process of its own, which takes a second or
    /// two, once for each file.
    /// </remarks>
    public static ScriptedModel Load(string path)
    {
        ModelFileKinds.Require(path, ModelFileKind.TorchScript);
        LoadingCheck.Require(path);
        return LoadHere(path);
    }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        try
        {
            return _script.forward([.. inputs]) switch
            {
                Tensor outputs => outputs,
                var other => throw ModelOutputs.Refusal(other),
            };
        }
        catch (ExternalException e)
        {
            throw ModelOutputs.Refusal(inputs, e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // TorchSharp knows no dictionaries.
            throw ModelOutputs.Refusal(e);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _tensors.Parameters;

    /// <inheritdoc/>
    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
        _tensors.Buffers;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters(bool recurse = true) => _tensors.Parameters.Select(p => p.Parameter);

    /// <inheritdoc/>
    public override IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
        _tensors.Buffers.Select(b => b.Buffer);

    /// <summary>None: every look at the parts of a script makes new handles of all their parameters.</summary>
    public override IEnumerable<(string name, nn.Module module)> named_modules() => [];

    /// <summary>None, as of <see cref="named_modules"/>.</summary>
    public override IEnumerable<(string name, nn.Module module)> named_children() => [];

    /// <inheritdoc/>
    public override void train(bool train = true) => _script.train(train);

    /// <inheritdoc/>
    public override void eval() => _script.eval();

    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        destination ??= [];
        foreach ((string name, Tensor tensor) in _tensors.All)
        {
            destination.Add(prefix is null ? name : $"{prefix}.{name}", tensor);
        }

        return destination;
    }

    /// <summary>The same network from a file that was looked at, or is looked at now.</summary>
    internal static ScriptedModel LoadHere(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        try
        {
            return new ScriptedModel(jit.load(path), HasAttention(path));
        }
        catch (ExternalException e)
        {
            throw new PyTorchFileException($"'{path}' cannot be loaded as TorchScript: {NativeMessage.FirstLine(e.Message)}", e);
        }
    }

    private static bool HasAttention(string path)
    {
        using PyTorchArchive archive = PyTorchArchive.Open(path);
        return archive.Names
            .Where(name => name.EndsWith(".py", StringComparison.Ordinal))
            .Any(name => Encoding.UTF8.GetString(archive.ReadAll(name)).Contains("scaled_dot_product", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        // A script's conversion makes floating-point numbers of its integers, which index tables.
        List<IntegerBuffer> integers = IntegerBuffer.Of(_tensors.Buffers);
        _script.ConvertInPlace(dtype);
        integers.ForEach(integer => _tensors.Replace(integer, _script));
        _script.ReplaceAttributes(held => held.is_floating_point() && held.dtype != dtype ? held.detach().to(dtype) : null);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        MoveTo(device);
        return _to(dtype, non_blocking);
    }

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        MoveTo(new Device(deviceType, deviceIndex));
        return this;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tensors.Dispose();
            _script.Release();
        }

        base.Dispose(disposing);
    }

    private void MoveTo(Device device)
    {
        _script.MoveInPlace(device);
        _script.ReplaceAttributes(held => held.device_type != device.type ? held.detach().to(device) : null);
    }
}
