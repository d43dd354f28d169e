using TorchCurvature.Resources;
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
    private readonly Parameter[] _leaves;
    private readonly int[] _blockOfLeaf;

    /// <summary>Reads the layout of a module. The module keeps its parameters; the layout only refers to them.</summary>
    /// <param name="module">The module whose trainable parameters make up w.</param>
    /// <exception cref="ArgumentException">No parameter requires a gradient, they differ in dtype or device, or two share a part of their
    /// memory and not all of it.</exception>
    public ParameterLayout(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var blocks = new List<ParameterBlock>();
        var parameters = new List<Parameter>();
        var leaves = new List<Parameter>();
        var blockOfLeaf = new List<int>();
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (!parameter.requires_grad)
            {
                continue;
            }

            int tied = FindTied(parameter, name, parameters, blocks);
            if (tied >= 0)
            {
                blocks[tied] = blocks[tied] with { TiedNames = [.. blocks[tied].TiedNames, name] };
            }
            else
            {
                tied = blocks.Count;
                blocks.Add(new ParameterBlock(name, parameter.shape, Dimension, parameter.numel()));
                parameters.Add(parameter);
                Dimension += parameter.numel();
            }

            if (!leaves.Exists(leaf => TensorIdentity.AreSame(leaf, parameter)))
            {
                leaves.Add(parameter);
                blockOfLeaf.Add(tied);
            }
        }

        if (parameters.Count == 0)
        {
            throw new ArgumentException(
                "The module has no parameter that requires a gradient, so its loss has no curvature to measure.", nameof(module));
        }

        if (parameters.Find(p => p.dtype != parameters[0].dtype || p.device.ToString() != parameters[0].device.ToString()) is { } other)
        {
            throw new ArgumentException(
                $"The module's parameters differ: '{blocks[0].Name}' is {parameters[0].dtype} on {parameters[0].device}, " +
                $"'{blocks[parameters.IndexOf(other)].Name}' is {other.dtype} on {other.device}. Move the module with "
                    + ".to(dtype, device) first.",
                nameof(module));
        }

        Blocks = blocks;
        _parameters = [.. parameters];
        _leaves = [.. leaves];
        _blockOfLeaf = [.. blockOfLeaf];
    }

    private ParameterLayout(ParameterLayout whole, int block)
    {
        Dimension = whole.Blocks[block].Length;
        OnlyBlock = whole.Blocks[block].Name;
        Blocks = [whole.Blocks[block] with { Offset = 0 }];
        _parameters = [whole._parameters[block]];
        _leaves = [.. whole.LeavesOf(block..(block + 1))];
        _blockOfLeaf = new int[_leaves.Length];
    }

    /// <summary>P, the number of trainable parameters.</summary>
    public long Dimension { get; }

    /// <summary>The blocks of w in order.</summary>
    public IReadOnlyList<ParameterBlock> Blocks { get; }

    /// <summary>The block that is all of w here, where <see cref="Only"/> chose one; null otherwise.</summary>
    internal string? OnlyBlock { get; }

    /// <summary>The parameters in the order of the blocks; the module owns them.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>
    /// Every tensor that has to be differentiated in for the gradient in w: the parameters, and others that
    /// share all of a parameter's memory.
    /// </summary>
    internal IReadOnlyList<Parameter> Leaves => _leaves;

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
            throw new ArgumentException(
                $"The parameters are a vector of {Dimension} entries; this tensor is [{string.Join(", ", vector.shape)}].", nameof(vector));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].copy_(vector.narrow(0, Blocks[i].Offset, Blocks[i].Length).view(_parameters[i].shape));
        }
    }

    /// <summary>Concatenates one tensor per parameter into one vector [P]; null (no gradient) stands for zeros.</summary>
    /// <param name="tensors">Tensors shaped like the parameters, in their order.</param>
    /// <returns>A detached vector [P] that the caller owns.</returns>
    public Tensor Flatten(IReadOnlyList<Tensor?> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] parts = [.. tensors.Select((t, i) => t?.detach().reshape(-1) ?? zeros(Blocks[i].Length, DType, Device))];
        // TorchSharp's cat gives back a single tensor itself, and no copy.
        return (parts.Length == 1 ? parts[0].clone() : cat(parts)).MoveToOuterDisposeScope();
    }

    /// <summary>The layout in which one block of this one is all of w, and the other parameters are constants.</summary>
    /// <param name="block">The block.</param>
    internal ParameterLayout Only(ParameterBlock block) => new(this, Blocks.ToList().FindIndex(b => b.Name == block.Name));

    /// <summary>Where a tensor stands in w, or null where it is no part of it.</summary>
    /// <param name="parameter">The tensor, under any handle.</param>
    internal ParameterBlock? BlockOf(Tensor parameter)
    {
        int index = Array.FindIndex(_parameters, p => TensorIdentity.AreSame(p, parameter));
        return index < 0 ? null : Blocks[index];
    }

    /// <summary>
    /// From derivatives in <see cref="Leaves"/> to those in the parameters: where two leaves share the memory of one parameter, the sum of
    /// theirs. Null stands for no dependence.
    /// </summary>
    internal Tensor?[] OfParameters(Tensor?[] ofLeaves) => OfParameters(ofLeaves, ..);

    /// <summary>The same for some of the blocks, from derivatives in their <see cref="LeavesOf"/>.</summary>
    internal Tensor?[] OfParameters(Tensor?[] ofLeaves, Range blocks)
    {
        if (_leaves.Length == _parameters.Length)
        {
            return ofLeaves;
        }

        (int first, int count) = blocks.GetOffsetAndLength(_parameters.Length);
        Tensor?[] sums = new Tensor?[count];
        int[] places = [.. _blockOfLeaf.Select(block => block - first).Where(place => place >= 0 && place < count)];
        for (int i = 0; i < ofLeaves.Length; i++)
        {
            if (ofLeaves[i] is { } ofLeaf)
            {
                sums[places[i]] = sums[places[i]]?.Plus(ofLeaf) ?? ofLeaf;
            }
        }

        return sums;
    }

    /// <summary>Those of the <see cref="Leaves"/> that belong to some of the blocks.</summary>
    internal IReadOnlyList<Parameter> LeavesOf(Range blocks)
    {
        (int first, int count) = blocks.GetOffsetAndLength(_parameters.Length);
        return [.. _leaves.Where((_, i) => _blockOfLeaf[i] >= first && _blockOfLeaf[i] < first + count)];
    }

    private static int FindTied(Parameter parameter, string name, List<Parameter> parameters, List<ParameterBlock> blocks)
    {
        int tied = parameters.FindIndex(p => TensorIdentity.AreSame(p, parameter) || TensorIdentity.ShareAll(p, parameter));
        int overlapping = tied >= 0 ? -1 : parameters.FindIndex(p => TensorIdentity.Overlap(p, parameter));
        return overlapping < 0
            ? tied
            : throw new ArgumentException(
                $"The parameters '{blocks[overlapping].Name}' and '{name}' share a part of their memory in different "
                    + "shapes, so they are no "
                    + "independent directions of w. Make one of them a view inside the forward pass.",
                nameof(parameter));
    }
}
