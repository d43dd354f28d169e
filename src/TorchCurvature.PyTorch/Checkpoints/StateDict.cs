using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>The tensors of a checkpoint under PyTorch's names, as the file has them. It owns them, and those of the optimizer.</summary>
public sealed class StateDict : IDisposable
{
    // What PyTorch's wrappers put before every name.
    private static readonly string[] s_prefixes = ["module.", "_orig_mod."];

    private readonly StoredTensor[] _tensors;

    internal StateDict(string path, List<StoredTensor> tensors, OptimizerState? optimizer)
    {
        Path = path;
        Optimizer = optimizer;
        _tensors = [.. WithoutPrefixes(tensors)];
        foreach (Tensor tensor in All())
        {
            tensor.DetachFromDisposeScope();
        }

        TiedNames = TiesOf(_tensors);
        string[] halves = [.. _tensors.Where(t => t.Value.dtype is ScalarType.Float16 or ScalarType.BFloat16).Select(t => t.Name)];
        Remarks = halves.Length == 0
            ? []
            : [$"{halves.Length} of {_tensors.Length} tensors of '{path}' are in half precision ('{halves[0]}' is "
                + $"{this[halves[0]].dtype}): their numbers are taken as they are, and computed with in the network's precision."];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The names, in the order of the file.</summary>
    public IReadOnlyList<string> Names => [.. _tensors.Select(t => t.Name)];

    /// <summary>Names of tensors that share all of their memory with one before, with that one's name.</summary>
    public IReadOnlyDictionary<string, string> TiedNames { get; }

    /// <summary>The optimizer's state, where the checkpoint has one that is understood.</summary>
    public OptimizerState? Optimizer { get; }

    /// <summary>Steps of the training as the checkpoint itself counts them; null where it does not.</summary>
    public long? Step { get; internal init; }

    /// <summary>Sentences about the tensors that a reader of results ought to know.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>A tensor; this object owns it.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Tensor this[string name] => Find(name)?.Value
        ?? throw new KeyNotFoundException($"'{Path}' has no tensor '{name}'.");

    /// <summary>Writes the tensors into a network's parameters and buffers, in the network's precision: all, or none.</summary>
    /// <param name="module">The network.</param>
    /// <returns>The names of the network's buffers that the checkpoint has not, and which stay as they are.</returns>
    /// <exception cref="Archives.PyTorchFileException">
    /// Names are missing or too many, or shapes differ; the message names three of each.
    /// </exception>
    public IReadOnlyList<string> ApplyTo(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new StateTransfer(this, _tensors, module).Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in All())
        {
            tensor.Dispose();
        }
    }

    internal StoredTensor? Find(string name) => Array.Find(_tensors, t => t.Name == name);

    private static List<StoredTensor> WithoutPrefixes(List<StoredTensor> tensors)
    {
        while (s_prefixes.FirstOrDefault(p => tensors.TrueForAll(t => t.Name.StartsWith(p, StringComparison.Ordinal))) is { } prefix
            && tensors.Count > 0)
        {
            tensors = [.. tensors.Select(t => t with { Name = t.Name[prefix.Length..] })];
        }

        return tensors;
    }

    private static Dictionary<string, string> TiesOf(StoredTensor[] tensors)
    {
        Dictionary<string, string> ties = [];
        for (int i = 0; i < tensors.Length; i++)
        {
            int first = Array.FindIndex(tensors, 0, i, t => TensorIdentity.ShareAll(t.Value, tensors[i].Value));
            if (first >= 0)
            {
                ties.Add(tensors[i].Name, tensors[first].Name);
            }
        }

        return ties;
    }

    private IEnumerable<Tensor> All() =>
        _tensors.Select(t => t.Value).Concat(Optimizer?.Entries.SelectMany(e => e.Tensors) ?? []);
}
