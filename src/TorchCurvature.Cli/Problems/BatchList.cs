using TorchCurvature.Data;
using TorchSharp;

namespace TorchCurvature.Cli.Problems;

/// <summary>Batches that are released together.</summary>
internal sealed class BatchList(IReadOnlyList<Batch> items) : IDisposable
{
    private const long ChannelBlock = 16;

    public IReadOnlyList<Batch> Items => items;

    /// <summary>
    /// Batches that are differentiated twice. Of images in float32 their sizes are multiples of 16, and at most 15 examples are left over for one more: for other sizes the fast kernels of convolutions are wrong, and the slow
    /// ones would be taken.
    /// </summary>
    /// <param name="data">The examples.</param>
    /// <param name="size">Examples in a batch, at most.</param>
    public static BatchList ForProducts(Dataset data, long size)
    {
        bool isOfImages = data.Inputs.dtype == torch.ScalarType.Float32 && data.ExampleShape.Length > 1;
        if (!isOfImages || size < ChannelBlock)
        {
            return new BatchList(data.Batches(size));
        }

        List<Batch> batches = [.. data.Batches(size - (size % ChannelBlock))];
        Batch last = batches[^1];
        long rest = last.Count % ChannelBlock;
        if (rest > 0 && last.Count > ChannelBlock)
        {
            batches[^1] = new Batch(last.Inputs.narrow(0, 0, last.Count - rest), last.Targets.narrow(0, 0, last.Count - rest));
            batches.Add(new Batch(last.Inputs.narrow(0, last.Count - rest, rest), last.Targets.narrow(0, last.Count - rest, rest)));
            last.Dispose();
        }

        return new BatchList(batches);
    }

    public void Dispose()
    {
        foreach (Batch batch in items)
        {
            batch.Dispose();
        }
    }
}
