using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Pickles;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>Where the weights and the optimizer's state are in what <c>torch.save</c> was given.</summary>
internal static class PickledCheckpoint
{
    private static readonly string[] s_weights = ["model_state_dict", "state_dict", "model"];
    private static readonly string[] s_optimizers = ["optimizer_state_dict", "optimizer", "optimizer_states", "optim"];
    private static readonly string[] s_steps = ["step", "global_step", "iteration"];

    /// <summary>The weights.</summary>
    /// <exception cref="PyTorchFileException">There are none.</exception>
    public static List<StoredTensor> Weights(object? content, string path)
    {
        PickledDictionary? dictionary = Find(content, path);
        List<StoredTensor> weights =
        [
            .. from entry in dictionary?.Entries ?? []
               where entry is { Key: string, Value: PickledTensor }
               select new StoredTensor((string)entry.Key, ((PickledTensor)entry.Value!).Value),
        ];
        return weights.Count > 0
            ? weights
            : throw new PyTorchFileException(
                $"'{path}' holds no state_dict: neither tensors by name, nor these under one of {string.Join(", ", s_weights)}. "
                    + "Save it with torch.save(model.state_dict(), path).");
    }

    /// <summary>The optimizer's state; null where the checkpoint has none.</summary>
    public static PickledDictionary? Optimizer(object? content)
    {
        if (content is not PickledDictionary dictionary)
        {
            return null;
        }

        foreach (string key in s_optimizers)
        {
            if (dictionary.TryGet(key, out object? kept))
            {
                PickledDictionary? state = Single(kept) as PickledDictionary;
                if (state is not null && state.TryGet("param_groups", out List<object?>? _))
                {
                    return state;
                }
            }
        }

        return null;
    }

    /// <summary>The steps of the training that the checkpoint counts beside its tensors; null where it does not.</summary>
    public static long? Step(object? content) => content is PickledDictionary dictionary
        ? (long?)s_steps.Select(key => dictionary.Number(key)).FirstOrDefault(number => number is not null)
        : null;

    /// <summary>The tensors of a script module, whose parts are objects with tensors and further parts for attributes.</summary>
    public static List<StoredTensor> OfScript(object? content)
    {
        List<StoredTensor> tensors = [];
        Collect(content as PickledObject, "");
        return tensors;

        void Collect(PickledObject? part, string prefix)
        {
            foreach ((object name, object? value) in part?.Attributes?.Entries ?? [])
            {
                if (value is PickledTensor tensor)
                {
                    tensors.Add(new StoredTensor(prefix + name, tensor.Value, IsOptional: !tensor.RequiresGradient));
                }
                else
                {
                    Collect(value as PickledObject, $"{prefix}{name}.");
                }
            }
        }
    }

    // A trainer may have several optimizers; the first is the network's.
    private static object? Single(object? kept) => kept is List<object?> several && several.Count > 0 ? several[0] : kept;

    private static PickledDictionary? Find(object? content, string path)
    {
        if (content is PickledObject module)
        {
            throw new PyTorchFileException(
                $"'{path}' holds a whole object of the class {module.Class}, which only its own code can read. "
                    + "Save its weights, torch.save(model.state_dict(), path), or export it, torch.jit.script(model).save(path).");
        }

        if (content is not PickledDictionary dictionary)
        {
            return null;
        }

        foreach (string key in s_weights)
        {
            if (dictionary.TryGet(key, out object? inner) && (inner is PickledDictionary or PickledObject))
            {
                return Find(inner, path);
            }
        }

        return dictionary;
    }
}
