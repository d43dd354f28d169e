using System.Collections;

namespace TorchCurvature.Data;

/// <summary>
/// Batches that are read when a loop comes to them and released when it goes on, so that data may be larger than memory. How many examples
/// each has is known beforehand.
/// </summary>
/// <remarks>
/// Everything that sums over data takes it in the place of a list of batches. A batch that a loop is given lives until the loop asks for
/// the next one; one that is asked for by its place lives until another place is asked for. One loop at a time, or several: each reads for
/// itself.
/// </remarks>
public sealed class BatchLoader : IReadOnlyList<Batch>, IDisposable
{
    private readonly IReadOnlyList<long> _counts;
    private readonly Func<int, Batch> _load;
    private readonly IDisposable? _source;
    private int _heldPlace = -1;
    private Lazy<Batch>? _held;

    /// <summary>Batches that a function reads.</summary>
    /// <param name="counts">The number of examples in each, at least 1.</param>
    /// <param name="load">
    /// The batch of a place from 0: the same examples at every call, because products with one matrix go over the data many times. The
    /// loader disposes it.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A count is below 1.</exception>
    public BatchLoader(IReadOnlyList<long> counts, Func<int, Batch> load)
        : this(counts, load, source: null)
    {
    }

    /// <summary>The same over something that lives as long as this object.</summary>
    internal BatchLoader(IReadOnlyList<long> counts, Func<int, Batch> load, IDisposable? source)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(load);
        foreach (long count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(counts));
        }

        (_counts, _load, _source) = ([.. counts], load, source);
    }

    /// <summary>The number of batches.</summary>
    public int Count => _counts.Count;

    /// <summary>N, the number of examples in all of them.</summary>
    public long ExampleCount => _counts.Sum();

    /// <summary>A batch, which stays this object's, until another place is asked for.</summary>
    /// <param name="index">Its place, from 0.</param>
    public Batch this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            if (index != _heldPlace)
            {
                Release(_held);
                (_heldPlace, _held) = (index, Later(index));
            }

            return View(index, _held!);
        }
    }

    /// <summary>Reads one batch after the other; each is released when the next one is asked for.</summary>
    public IEnumerator<Batch> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            Lazy<Batch> batch = Later(i);
            try
            {
                yield return View(i, batch);
            }
            finally
            {
                Release(batch);
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Releases the batch that was asked for by its place.</summary>
    public void Dispose()
    {
        Release(_held);
        (_heldPlace, _held) = (-1, null);
        _source?.Dispose();
    }

    private static void Release(Lazy<Batch>? batch)
    {
        if (batch is { IsValueCreated: true })
        {
            batch.Value.Dispose();
        }
    }

    private Lazy<Batch> Later(int index) => new(() =>
    {
        Batch batch = _load(index);
        if (batch.Count == _counts[index])
        {
            return batch;
        }

        using (batch)
        {
            throw new InvalidOperationException(
                $"The loader was to give {_counts[index]} examples in batch {index}, and gave {batch.Count}.");
        }
    });

    // Counts and targets are asked for more often than inputs: what is not asked for is not read.
    private Batch View(int index, Lazy<Batch> batch) => new(_counts[index], () => batch.Value.AllInputs, () => batch.Value.Targets);
}
