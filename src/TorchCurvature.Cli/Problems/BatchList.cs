using TorchCurvature.Data;

namespace TorchCurvature.Cli.Problems;

/// <summary>Batches that are released together.</summary>
internal sealed class BatchList(IReadOnlyList<Batch> items) : IDisposable
{
    public IReadOnlyList<Batch> Items => items;

    public void Dispose()
    {
        foreach (Batch batch in items)
        {
            batch.Dispose();
        }
    }
}
