using TorchCurvature.Data;

namespace TorchCurvature.Experiments.Networks;

/// <summary>The examples of a data set in batches, which are released together.</summary>
internal sealed class HeldBatches(Dataset data, long size) : IDisposable
{
    /// <summary>The batches, in the order of the data.</summary>
    public IReadOnlyList<Batch> Items { get; } = data.Batches(size);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Batch batch in Items)
        {
            batch.Dispose();
        }
    }
}
