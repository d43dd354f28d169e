using System.Collections;
using TorchSharp;

namespace TorchCurvature.Data;

/// <summary>The batches that a data set was cut into, in its order. Owns them: they are released together.</summary>
public sealed class Batches : IReadOnlyList<Batch>, IDisposable
{
    /// <summary>
    /// Examples in a batch where a loss, a gradient or an exact matrix is computed: so many that the work is in large matrix products, and
    /// so few that the activations of a large data set need not fit at once. Sums depend on it in their last bits, so results that are to
    /// be compared to the bit are computed with the same.
    /// </summary>
    public const long EvaluationSize = 2000;

    // oneDNN's convolutions in float32 take channels, and examples in the second derivative, in blocks of so many.
    private const long ChannelBlock = 16;

    private readonly IReadOnlyList<Batch> _items;

    /// <summary>Takes ownership of batches, such as those of a data set that is not a <see cref="Dataset"/>.</summary>
    /// <param name="items">The batches; the list is referred to and not copied.</param>
    public Batches(IReadOnlyList<Batch> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = items;
    }

    /// <summary>The number of batches.</summary>
    public int Count => _items.Count;

    /// <summary>N, the number of examples in all of them.</summary>
    public long ExampleCount => _items.Sum(b => b.Count);

    /// <summary>A batch, which stays this object's.</summary>
    /// <param name="index">Its place, from 0.</param>
    public Batch this[int index] => _items[index];

    /// <summary>
    /// Batches that are differentiated twice. Of images in float32 their sizes are multiples of 16, and at most 15 examples are left over
    /// for one more: for other sizes the fast kernels of convolutions are wrong, and the slow ones would be taken.
    /// </summary>
    /// <param name="data">The examples.</param>
    /// <param name="size">Examples in a batch, at most.</param>
    /// <returns>Views that share the data set's storage. The caller disposes them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static Batches ForProducts(Dataset data, long size)
    {
        ArgumentNullException.ThrowIfNull(data);
        bool isOfImages = data.DType == torch.ScalarType.Float32 && data.ExampleShape.Length > 1;
        if (!isOfImages || size < ChannelBlock)
        {
            return data.Batches(size);
        }

        List<long> lengths = Lengths(data.Count, size - (size % ChannelBlock));
        long last = lengths[^1];
        long rest = last % ChannelBlock;
        if (rest > 0 && last > ChannelBlock)
        {
            lengths[^1] = last - rest;
            lengths.Add(rest);
        }

        return data.Cut(lengths);
    }

    /// <inheritdoc/>
    public IEnumerator<Batch> GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Releases every batch.</summary>
    public void Dispose()
    {
        if (_items is IDisposable loader)
        {
            loader.Dispose();
            return;
        }

        foreach (Batch batch in _items)
        {
            batch.Dispose();
        }
    }

    /// <summary>Where batches of these lengths begin.</summary>
    internal static long[] Starts(IReadOnlyList<long> lengths)
    {
        long[] starts = new long[lengths.Count];
        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }

        return starts;
    }

    /// <summary>⌈N/size⌉ lengths, the last of them shorter where N is no multiple of the size.</summary>
    internal static List<long> Lengths(long count, long size)
    {
        List<long> lengths = [];
        for (long start = 0; start < count; start += size)
        {
            lengths.Add(Math.Min(size, count - start));
        }

        return lengths;
    }
}
