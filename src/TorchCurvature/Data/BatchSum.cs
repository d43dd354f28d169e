using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// Σ over the examples of a data set, batch by batch in their order: the only loop over data. The callers divide by
/// <see cref="ExampleCount"/>, so that every batch weighs |batch|/N, and add in place. Every sum ends in a <see cref="Reduction"/>, which
/// adds what other processes found in their batches.
/// </summary>
/// <remarks>Refers to the batches and does not own them. A process of several has at least one batch of its own.</remarks>
internal sealed class BatchSum
{
    private readonly IReadOnlyList<Batch> _batches;

    public BatchSum(IReadOnlyList<Batch> batches, Reduction? reduction = null)
    {
        _batches = batches;
        Reduction = reduction ?? Reduction.Alone;
        ExampleCount = Reduction.Sum(batches.Sum(b => b.Count));
    }

    /// <summary>The same where N is known, and some processes may have no batch.</summary>
    public BatchSum(IReadOnlyList<Batch> batches, Reduction reduction, long exampleCount) =>
        (_batches, Reduction, ExampleCount) = (batches, reduction, exampleCount);

    /// <summary>N, the number of examples in all processes.</summary>
    public long ExampleCount { get; }

    /// <summary>What other processes add; to be asked directly where a decision has to be the same in all of them.</summary>
    public Reduction Reduction { get; }

    /// <summary>Σ of a number that each batch has, over those of all processes.</summary>
    /// <param name="ofBatch">The number, which no model is needed for.</param>
    public double Total(Func<Batch, double> ofBatch) => Reduction.Sum(_batches.Sum(ofBatch));

    /// <summary>Adds every batch.</summary>
    /// <param name="add">Adds one batch's share to the caller's sums, in a dispose scope of its own.</param>
    /// <param name="reduce">Hands the caller's sums over to the other processes; called once, at the end.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the sums are unfinished.</exception>
    public void Over(Action<Batch> add, Action<Reduction> reduce, CancellationToken cancellation = default)
    {
        foreach (Batch batch in _batches)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            add(batch);
        }

        reduce(Reduction);
    }

    /// <summary>The same with batches cut into pieces, in their order.</summary>
    /// <param name="size">Examples in a piece, at most.</param>
    /// <param name="add">Adds one piece's share; the piece is disposed after it.</param>
    /// <param name="reduce">As in <see cref="Over"/>.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the sums are unfinished.</exception>
    public void OverPieces(long size, Action<Batch> add, Action<Reduction> reduce, CancellationToken cancellation = default) => Over(
        batch =>
        {
            for (long first = 0; first < batch.Count; first += size)
            {
                cancellation.ThrowIfCancellationRequested();
                using Batch piece = batch.Piece(first, Math.Min(size, batch.Count - first));
                add(piece);
            }
        },
        reduce,
        cancellation);
}
