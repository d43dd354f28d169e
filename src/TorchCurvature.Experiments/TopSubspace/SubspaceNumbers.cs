namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>What claims about a training go by.</summary>
/// <param name="Chance">The share C/P of a direction drawn at random.</param>
/// <param name="Share">The mean share of the gradient over the second half of the training.</param>
/// <param name="BatchShare">That of the gradients of batches.</param>
/// <param name="Fall">How far the loss fell with whole steps, from the branching point to the mean of the last quarter.</param>
/// <param name="DominantFall">Likewise with dominant steps alone.</param>
/// <param name="BulkFall">Likewise with steps in the bulk alone.</param>
internal sealed record SubspaceNumbers(
    double Chance, double Share, double BatchShare, double Fall, double DominantFall, double BulkFall)
{
    /// <summary>The numbers of a run.</summary>
    public static SubspaceNumbers Of(int classes, SubspaceRun run)
    {
        SubspaceLook[] late = [.. run.Looks.Skip(run.Looks.Count / 2)];
        return new SubspaceNumbers(
            (double)classes / run.Parameters,
            late.Average(l => l.Share),
            late.Average(l => l.BatchShare),
            FallOf(run.All),
            FallOf(run.Dominant),
            FallOf(run.Bulk));

        static double FallOf(IReadOnlyList<double> losses) => losses[0] - losses.Skip(3 * losses.Count / 4).Average();
    }
}
