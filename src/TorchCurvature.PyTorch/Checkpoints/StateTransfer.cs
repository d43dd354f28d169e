using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>A checkpoint's way into a network.</summary>
internal sealed class StateTransfer
{
    private const int Named = 3;

    private readonly StateDict _state;
    private readonly StoredTensor[] _tensors;
    private readonly Dictionary<string, Tensor> _parameters;
    private readonly Dictionary<string, Tensor> _buffers;
    private readonly Dictionary<string, Tensor> _stored;

    public StateTransfer(StateDict state, StoredTensor[] tensors, nn.Module module)
    {
        _state = state;
        _parameters = [];
        foreach ((string name, Tensor parameter) in module.named_parameters())
        {
            _parameters.TryAdd(name, parameter);
        }

        _buffers = module.named_buffers().ToDictionary(b => b.name, b => b.buffer);
        _tensors = InNetworksNames(tensors);
        _stored = _tensors.ToDictionary(t => t.Name, t => t.Value);
    }

    /// <returns>The buffers that stay as they are.</returns>
    public IReadOnlyList<string> Run()
    {
        string[] missing =
            [.. _parameters.Keys.Where(IsMissing), .. _buffers.Keys.Where(name => IsStatistic(name) && Stored(name) is null)];
        string[] unexpected = [.. _tensors.Where(IsUnexpected).Select(t => t.Name)];
        string[] misshapen =
        [
            .. from target in _parameters.Concat(_buffers)
               let source = Stored(target.Key)
               where source is not null && !source.shape.SequenceEqual(target.Value.shape)
               select $"'{target.Key}' is [{string.Join(", ", source.shape)}] for the network's [{string.Join(", ", target.Value.shape)}]",
        ];
        string[] complaints =
        [
            .. Complaint(missing.Length, "missing", missing.Select(Quoted)),
            .. Complaint(unexpected.Length, "unknown to the network", unexpected.Select(Quoted)),
            .. Complaint(misshapen.Length, "of other shapes", misshapen),
        ];
        if (complaints.Length > 0)
        {
            throw new PyTorchFileException($"'{_state.Path}' is a checkpoint of another network: {string.Join("; ", complaints)}.");
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor target) in _parameters.Concat(_buffers))
        {
            if (Stored(name) is { } source)
            {
                target.copy_(source);
            }
        }

        return [.. _buffers.Keys.Where(name => Stored(name) is null)];
    }

    private static string Quoted(string name) => $"'{name}'";

    // Without them batch normalization would be that of another network; any other buffer is part of the network's code.
    private static bool IsStatistic(string name) =>
        name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);

    private static IEnumerable<string> Complaint(int count, string what, IEnumerable<string> items)
    {
        string more = count > Named ? $" and {count - Named} more" : "";
        return count == 0 ? [] : [$"{count} {what} ({string.Join(", ", items.Take(Named))}{more})"];
    }

    private Tensor? Stored(string name) => _stored.GetValueOrDefault(name);

    // Some checkpoints have a tensor that has several names under one of them alone.
    private bool IsMissing(string name) => Stored(name) is null
        && !_parameters.Any(other => Stored(other.Key) is not null && TensorIdentity.ShareAll(other.Value, _parameters[name]));

    private bool IsKnown(string name) => _parameters.ContainsKey(name) || _buffers.ContainsKey(name);

    private bool IsUnexpected(StoredTensor tensor) =>
        !IsKnown(tensor.Name)
        && !tensor.IsOptional
        && !tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
        && !_tensors.Any(other => IsKnown(other.Name) && AreSame(other.Value, tensor.Value));

    // A tensor of several names, whether the file has it once or a copy for each.
    private static bool AreSame(Tensor one, Tensor other) =>
        TensorIdentity.ShareAll(one, other)
        || (one.dtype == other.dtype && one.shape.SequenceEqual(other.shape) && one.Equals(other));

    // Trainers keep the network as a part of themselves: "model.fc.weight".
    private StoredTensor[] InNetworksNames(StoredTensor[] tensors)
    {
        string first = tensors.Length > 0 ? tensors[0].Name : "";
        string prefix = first[..(first.IndexOf('.', StringComparison.Ordinal) + 1)];
        bool isPart = prefix.Length > 0 && !tensors.Any(t => IsKnown(t.Name))
            && tensors.All(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            && tensors.Any(t => IsKnown(t.Name[prefix.Length..]));
        return isPart ? [.. tensors.Select(t => t with { Name = t.Name[prefix.Length..] })] : tensors;
    }
}
