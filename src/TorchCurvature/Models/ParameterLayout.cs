using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// The order in which a module's trainable parameters make up the vector w ∈ R^P: module order, each tensor row-major, as PyTorch's
/// <c>parameters_to_vector</c> does. Parameters that do not require a gradient are not part of w; one that is shared counts once.
/// </summary>
public sealed class ParameterLayout
{
    private readonly Parameter[] _parameters;

    /// <summary>Reads the layout of a module. The module keeps its parameters; the layout only refers to them.</summary>
    /// <param name="module">The module whose trainable parameters make up w.</param>
    /// <exception cref="ArgumentException">No parameter requires a gradient, or they differ in dtype or device.</exception>
    public ParameterLayout(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var blocks = new List<ParameterBlock>();
        var parameters = new List<Parameter>();
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (!parameter.requires_grad || parameters.Exists(p => p.Handle == parameter.Handle))
            {
                continue;
            }

            blocks.Add(new ParameterBlock(name, parameter.shape, Dimension, parameter.numel()));
            parameters.Add(parameter);
            Dimension += parameter.numel();
        }

        if (parameters.Count == 0)
        {
            throw new ArgumentException("The module has no parameter that requires a gradient, so its loss has no curvature to measure.", nameof(module));
        }

        if (parameters.Find(p => p.dtype != parameters[0].dtype || p.device.ToString() != parameters[0].device.ToString()) is { } other)
        {
            throw new ArgumentException(
                $"The module's parameters differ: '{blocks[0].Name}' is {parameters[0].dtype} on {parameters[0].device}, " +
                $"'{blocks[parameters.IndexOf(other)].Name}' is {other.dtype} on {other.device}. Move the module with .to(dtype, device) first.",
                nameof(module));
        }

        Blocks = blocks;
        _parameters = [.. parameters];
    }

    /// <summary>P, the number of trainable parameters.</summary>
    public long Dimension { get; }

    /// <summary>The blocks of w in order.</summary>
    public IReadOnlyList<ParameterBlock> Blocks { get; }

    /// <summary>The parameters in the order of the blocks; the module owns them.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The parameters' common precision.</summary>
    public ScalarType DType => _parameters[0].dtype;

    /// <summary>The parameters' common device.</summary>
    public Device Device => _parameters[0].device;

    /// <summary>A copy of w as one vector [P]. The caller owns it.</summary>
    public Tensor ToVector() => Flatten(_parameters);

    /// <summary>Sets the module's parameters from a vector.</summary>
    /// <param name="vector">w, of shape [P]; converted to the parameters' precision.</param>
    /// <exception cref="ArgumentException">The vector is not of shape [P].</exception>
    public void Assign(Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        if (vector.dim() != 1 || vector.shape[0] != Dimension)
        {
            throw new ArgumentException($"The parameters are a vector of {Dimension} entries; this tensor is [{string.Join(", ", vector.shape)}].", nameof(vector));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].copy_(vector.narrow(0, Blocks[i].Offset, Blocks[i].Length).view(_parameters[i].shape));
        }
    }

    /// <summary>Concatenates one tensor per parameter into one vector [P]; an invalid tensor (no gradient) stands for zeros.</summary>
    /// <param name="tensors">Tensors shaped like the parameters, in their order.</param>
    /// <returns>A detached vector [P] that the caller owns.</returns>
    public Tensor Flatten(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] parts = [.. tensors.Select((t, i) => t.IsInvalid ? zeros(Blocks[i].Length, DType, Device) : t.detach().reshape(-1))];
        // TorchSharp's cat gives back a single tensor itself, and no copy.
        return (parts.Length == 1 ? parts[0].clone() : cat(parts)).MoveToOuterDisposeScope();
    }
}
