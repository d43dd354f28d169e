using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Pickles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>The state of an optimizer of PyTorch's, which knows parameters by their numbers. The checkpoint owns its tensors.</summary>
public sealed class OptimizerState
{
    private readonly string _path;
    private readonly IReadOnlyList<string>? _names;

    private OptimizerState(string path, IReadOnlyList<OptimizerEntry> entries, IReadOnlyList<string>? names) =>
        (_path, Entries, _names) = (path, entries, names);

    /// <summary>An entry for each parameter that the optimizer was given, in that order.</summary>
    public IReadOnlyList<OptimizerEntry> Entries { get; }

    /// <summary>The entries by the names of a network's parameters.</summary>
    /// <param name="module">The network. It may have more parameters than the optimizer was given, if those are frozen.</param>
    /// <exception cref="PyTorchFileException">The entries are not as many as the network's parameters, or have other shapes.</exception>
    public IReadOnlyDictionary<string, OptimizerEntry> For(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        List<(string Name, Parameter Parameter)> all = [];
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (!all.Exists(p => TensorIdentity.AreSame(p.Parameter, parameter) || TensorIdentity.ShareAll(p.Parameter, parameter)))
            {
                all.Add((name, parameter));
            }
        }

        if (_names is not null && all.Count(p => _names.Contains(p.Name)) == _names.Count)
        {
            all = [.. _names.Select(name => all.Find(p => p.Name == name))];
        }
        else if (all.Count != Entries.Count)
        {
            all.RemoveAll(p => !p.Parameter.requires_grad);
        }

        if (all.Count != Entries.Count)
        {
            throw new PyTorchFileException(
                $"The optimizer in '{_path}' has {Entries.Count} parameters, and the network trains {all.Count}: it is another network's.");
        }

        for (int i = 0; i < all.Count; i++)
        {
            CheckShape(i, all[i].Name, all[i].Parameter);
        }

        return all.Zip(Entries).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    /// <summary>Reads it; the tensors stay in the caller's dispose scope.</summary>
    internal static OptimizerState? Read(PickledDictionary state, string path)
    {
        if (!state.TryGet("param_groups", out List<object?>? groups) || !state.TryGet("state", out PickledDictionary? kept))
        {
            return null;
        }

        List<OptimizerEntry> entries = [];
        List<string> names = [];
        foreach (PickledDictionary group in groups.OfType<PickledDictionary>())
        {
            OptimizerGroup settings = GroupOf(group);
            if (group.TryGet("params", out List<object?>? parameters))
            {
                entries.AddRange(parameters.OfType<long>().Select(number => EntryOf(kept, number, settings)));
            }

            if (group.TryGet("param_names", out List<object?>? ofGroup))
            {
                names.AddRange(ofGroup.OfType<string>());
            }
        }

        return new OptimizerState(path, entries, names.Count == entries.Count ? names : null);
    }

    private static OptimizerGroup GroupOf(PickledDictionary group)
    {
        double?[] betas = group.TryGet("betas", out List<object?>? pair) ? [.. pair.Select(b => b as double?)] : [];
        return new OptimizerGroup(
            Number(group, "lr"),
            Number(group, "weight_decay"),
            betas.ElementAtOrDefault(0),
            betas.ElementAtOrDefault(1),
            Number(group, "eps"),
            Number(group, "momentum"),
            Number(group, "dampening"),
            Truth(group, "nesterov"),
            Truth(group, "amsgrad"),
            Truth(group, "decoupled_weight_decay"));
    }

    private static OptimizerEntry EntryOf(PickledDictionary kept, long number, OptimizerGroup settings) =>
        kept.TryGet(number, out PickledDictionary? ofParameter)
            ? new OptimizerEntry(
                settings,
                Number(ofParameter, "step"),
                TensorOf(ofParameter, "exp_avg"),
                TensorOf(ofParameter, "exp_avg_sq"),
                TensorOf(ofParameter, "max_exp_avg_sq"),
                TensorOf(ofParameter, "momentum_buffer"))
            : new OptimizerEntry(settings, null, null, null, null, null);

    // A count of steps or a learning rate may be a tensor.
    private static double? Number(PickledDictionary dictionary, string key)
    {
        if (TensorOf(dictionary, key) is not { } tensor)
        {
            return dictionary.Number(key);
        }

        using Tensor wide = tensor.to(ScalarType.Float64);
        return wide.item<double>();
    }

    private static bool? Truth(PickledDictionary dictionary, string key) =>
        dictionary.TryGet(key, out object? value) ? value as bool? : null;

    private static Tensor? TensorOf(PickledDictionary dictionary, string key) =>
        dictionary.TryGet(key, out PickledTensor? tensor) ? tensor.Value : null;

    private void CheckShape(int number, string name, Parameter parameter)
    {
        if (Entries[number].Tensors.FirstOrDefault(t => !t.shape.SequenceEqual(parameter.shape)) is { } other)
        {
            throw new PyTorchFileException(
                $"The optimizer in '{_path}' has [{string.Join(", ", other.shape)}] for its parameter {number}, and the network's "
                    + $"'{name}' is [{string.Join(", ", parameter.shape)}]: it was given the parameters in another order, "
                    + "or is another network's.");
        }
    }
}
