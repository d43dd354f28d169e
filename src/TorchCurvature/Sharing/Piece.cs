using TorchCurvature.Data;

namespace TorchCurvature.Sharing;

/// <summary>A piece of a batch.</summary>
/// <param name="Batch">The batch's place.</param>
/// <param name="First">Its first example.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Piece(int Batch, long First, long Count)
{
    // Kernels for convolutions in float32 take examples in blocks of so many (Batches.ForProducts).
    private const long Block = 16;
    private const long BlocksWorthKeeping = 4;

    /// <summary>
    /// What one of several processes gets: a run of examples as long as the others', within a block of 16, in the order of the batches and
    /// cut where they are. With fewer examples than processes, some get none.
    /// </summary>
    /// <param name="batches">All batches.</param>
    /// <param name="rank">The process.</param>
    /// <param name="size">The number of processes.</param>
    public static IReadOnlyList<Piece> Of(IReadOnlyList<Batch> batches, int rank, int size)
    {
        long examples = batches.Sum(b => b.Count);
        long unit = examples >= size * Block * BlocksWorthKeeping ? Block : 1;
        long begin = Border(rank), end = Border(rank + 1);
        List<Piece> pieces = [];
        long start = 0;
        for (int i = 0; i < batches.Count; i++)
        {
            long first = Math.Max(begin, start), last = Math.Min(end, start + batches[i].Count);
            if (first < last)
            {
                pieces.Add(new Piece(i, first - start, last - first));
            }

            start += batches[i].Count;
        }

        return pieces;

        long Border(int process) => process == size ? examples : examples * process / size / unit * unit;
    }
}
