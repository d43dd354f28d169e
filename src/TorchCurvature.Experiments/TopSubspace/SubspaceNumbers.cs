namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>What claims about a training go by.</summary>
/// <param name="Chance">The share C/P of a direction drawn at random.</param>
/// <param name="Share">The mean share of the gradient over the second half of the training.</param>
/// <param name="BatchShare">That of the gradients of batches.</param>
/// <param name="DominantProgress">How far the loss fell with dominant steps alone, in parts of how far it fell with whole ones.</param>
/// <param name="BulkProgress">Likewise with steps in the bulk alone.</param>
internal sealed record SubspaceNumbers(double Chance, double Share, double BatchShare, double DominantProgress, double BulkProgress)
{
    /// <summary>The numbers of a run.</summary>
    public static SubspaceNumbers Of(int classes, SubspaceRun run)
    {
        SubspaceLook[] late = [.. run.Looks.Skip(run.Looks.Count / 2)];
        return new SubspaceNumbers(
            (double)classes / run.Parameters,
            late.Average(l => l.Share),
            late.Average(l => l.BatchShare),
            Fall(run.Dominant) / Fall(run.All),
            Fall(run.Bulk) / Fall(run.All));

        static double Fall(IReadOnlyList<double> losses) => losses[0] - losses[^1];
    }
}
