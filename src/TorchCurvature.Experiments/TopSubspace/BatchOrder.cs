using TorchCurvature.Data;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>Batches of a data set, each pass in an order of its own: the same ones for the same seed.</summary>
internal sealed class BatchOrder(Dataset data, int size, long seed) : IDisposable
{
    private readonly Generator _generator = new((ulong)seed);
    private Tensor? _order;
    private long _first;

    /// <summary>The next batch, which the caller disposes; what is left of a pass and fills none is passed over.</summary>
    public Batch Next()
    {
        if (_order is null || _first + size > data.Count)
        {
            _order?.Dispose();
            _order = randperm(data.Count, ScalarType.Int64, generator: _generator).DetachFromDisposeScope();
            _first = 0;
        }

        using Tensor chosen = _order.narrow(0, _first, size);
        _first += size;
        return data.Select(chosen);
    }

    /// <summary>Releases the order.</summary>
    public void Dispose()
    {
        _order?.Dispose();
        _generator.Dispose();
    }
}
