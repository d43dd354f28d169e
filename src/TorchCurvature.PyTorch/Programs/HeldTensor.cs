using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>A tensor of an exported module: a parameter, buffer or constant under its first name.</summary>
internal sealed class HeldTensor : IDisposable
{
    private HeldTensor(string name, InputKind kind, Tensor value) => (Name, Kind, Value) = (name, kind, value);

    public string Name { get; }

    public InputKind Kind { get; }

    /// <summary>A <see cref="Parameter"/> where it is one.</summary>
    public Tensor Value { get; private set; }

    /// <summary>A copy of what a file holds, outside of every dispose scope.</summary>
    public static HeldTensor Of(string name, InputKind kind, Tensor stored, bool requiresGradient)
    {
        Tensor copy = stored.clone();
        Tensor value = kind == InputKind.Parameter ? new Parameter(copy, requiresGradient) : copy;
        return new HeldTensor(name, kind, value.DetachFromDisposeScope());
    }

    /// <summary>Converts numbers that are real, and moves all; whole numbers stay whole.</summary>
    public void Convert(ScalarType? dtype, Device? device)
    {
        ScalarType type = dtype is { } wanted && ExportTypes.IsReal(Value.dtype) ? wanted : Value.dtype;
        Device place = device ?? Value.device;
        if (type == Value.dtype && place.ToString() == Value.device.ToString())
        {
            return;
        }

        using IDisposable noGradient = no_grad();
        Tensor former = Value;
        Tensor converted = former.to(type, place);
        Tensor value = former is Parameter ? new Parameter(converted, former.requires_grad) : converted;
        Value = value.DetachFromDisposeScope();
        former.Dispose();
    }

    public void Dispose() => Value.Dispose();
}
