using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Mpi;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>
/// What one process has of a sum over data: a network as all processes have it, its own examples, and what they all count together. Owns
/// its batches and what it keeps, and refers to the rest.
/// </summary>
internal sealed class Share : IDisposable
{
    private readonly Dictionary<string, object> _kept = [];

    public required Communicator World { get; init; }

    public required nn.Module<Tensor, Tensor> Model { get; init; }

    public required Loss Loss { get; init; }

    public required ModelMode Mode { get; init; }

    /// <summary>This process's examples; none where there are fewer than processes.</summary>
    public required IReadOnlyList<Batch> Batches { get; init; }

    public required SharedCounts Counts { get; init; }

    /// <summary>Adds what the processes found.</summary>
    public Reduction Reduction => field ??= new MpiReduction(World);

    /// <summary>Gives all processes what rank 0 has in a tensor.</summary>
    /// <param name="numbers">Contiguous, on the CPU, of one shape and dtype on all.</param>
    public void Broadcast(Tensor numbers) => World.Broadcast(numbers);

    /// <summary>What was made for an earlier question of the same key, or is made now.</summary>
    public T Kept<T>(string key, Func<T> make)
        where T : notnull
    {
        if (!_kept.TryGetValue(key, out object? found))
        {
            _kept.Add(key, found = make());
        }

        return (T)found;
    }

    /// <summary>Releases what was kept under a key, if anything was.</summary>
    public void Forget(string key)
    {
        if (_kept.Remove(key, out object? found))
        {
            (found as IDisposable)?.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (string key in _kept.Keys.ToArray())
        {
            Forget(key);
        }

        foreach (Batch batch in Batches)
        {
            batch.Dispose();
        }
    }
}
