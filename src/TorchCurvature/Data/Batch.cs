using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>Examples and their targets: x_1 … x_n with y_1 … y_n.</summary>
/// <remarks>
/// Owns its handles: they leave any dispose scope here and are released by <see cref="Dispose"/>. A handle may be a view that
/// shares the storage of a <see cref="Dataset"/>; releasing it leaves that data set whole. A batch of a <see cref="BatchLoader"/> is read
/// when its inputs or targets are first asked for.
/// </remarks>
public sealed class Batch : IDisposable
{
    private Lazy<IReadOnlyList<Tensor>> _inputs;
    private Lazy<Tensor> _targets;

    /// <summary>Takes ownership of inputs and targets, which stay the caller's if this throws.</summary>
    /// <param name="inputs">[n, …], n ≥ 1.</param>
    /// <param name="targets">[n] class labels (int64), or [n, …] targets of any dtype.</param>
    /// <exception cref="ArgumentException">There is no example, or the lengths or the devices differ.</exception>
    public Batch(Tensor inputs, Tensor targets)
        : this([inputs], targets)
    {
    }

    /// <summary>The same for a model that reads several tensors.</summary>
    /// <param name="inputs">Each [n, …], n ≥ 1, in the order of the model's arguments.</param>
    /// <param name="targets">[n] class labels (int64), or [n, …] targets of any dtype.</param>
    /// <exception cref="ArgumentException">There is no example, or the lengths or the devices differ.</exception>
    public Batch(IReadOnlyList<Tensor> inputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count == 0)
        {
            throw new ArgumentException("A batch needs inputs.", nameof(inputs));
        }

        foreach (Tensor input in inputs)
        {
            Check(input, targets);
        }

        _inputs = new([.. inputs.Select(input => input.DetachFromDisposeScope())]);
        _targets = new(targets.DetachFromDisposeScope());
        Count = targets.shape[0];
    }

    /// <summary>A batch whose parts are made when they are first asked for.</summary>
    internal Batch(long count, Func<IReadOnlyList<Tensor>> inputs, Func<Tensor> targets)
    {
        Count = count;
        _inputs = new(() => [.. inputs().Select(input => input.DetachFromDisposeScope())]);
        _targets = new(() => targets().DetachFromDisposeScope());
    }

    /// <summary>[n, …], the first of the model's inputs and for most models the only one; owned by this batch.</summary>
    public Tensor Inputs => AllInputs[0];

    /// <summary>All inputs, each [n, …], in the order of the model's arguments; owned by this batch.</summary>
    public IReadOnlyList<Tensor> AllInputs => _inputs.Value;

    /// <summary>[n, …], int64 class labels [n] for classification; owned by this batch.</summary>
    public Tensor Targets => _targets.Value;

    /// <summary>All inputs and, last, the targets.</summary>
    internal IReadOnlyList<Tensor> AllTensors => [.. AllInputs, Targets];

    /// <summary>n, the number of examples, known without reading any.</summary>
    public long Count { get; }

    /// <summary>Whether the inputs are still to be read.</summary>
    internal bool IsUnread => !_inputs.IsValueCreated;

    /// <summary>Some of the examples, as views that share the storage. The caller disposes them.</summary>
    /// <param name="first">The first example.</param>
    /// <param name="count">How many, at least 1.</param>
    internal Batch Piece(long first, long count) =>
        new([.. AllInputs.Select(input => input.narrow(0, first, count))], Targets.narrow(0, first, count));

    /// <summary>Releases all handles.</summary>
    public void Dispose()
    {
        foreach (Tensor input in _inputs.IsValueCreated ? AllInputs : [])
        {
            input.Dispose();
        }

        if (_targets.IsValueCreated)
        {
            Targets.Dispose();
        }

        // Nothing is read for a batch that is gone.
        _inputs = _inputs.IsValueCreated ? _inputs : new(() => throw new ObjectDisposedException(nameof(Batch)));
        _targets = _targets.IsValueCreated ? _targets : new(() => throw new ObjectDisposedException(nameof(Batch)));
    }

    private static void Check(Tensor inputs, Tensor targets)
    {
        if (inputs.dim() == 0 || targets.dim() == 0 || inputs.shape[0] != targets.shape[0])
        {
            throw new ArgumentException($"A batch needs as many targets as inputs: inputs are [{string.Join(", ", inputs.shape)}], "
                + $"targets [{string.Join(", ", targets.shape)}].", nameof(targets));
        }

        if (inputs.numel() == 0)
        {
            throw new ArgumentException(
                $"A batch needs at least one example: inputs are [{string.Join(", ", inputs.shape)}].", nameof(inputs));
        }

        if (inputs.device.ToString() != targets.device.ToString())
        {
            throw new ArgumentException(
                $"Inputs are on {inputs.device} and targets on {targets.device}: move one of them.", nameof(targets));
        }
    }
}
