namespace TorchCurvature.Experiments.Table1;

/// <summary>The mean eigenvalues of a row of table 1, trained with batches of one size.</summary>
/// <param name="Paper">The row, with the paper's mean.</param>
/// <param name="BatchSize">Examples of a batch.</param>
/// <param name="Means">Ours for every seed.</param>
internal sealed record BatchMean(PaperRow Paper, int BatchSize, IReadOnlyList<double> Means)
{
    /// <summary>Ours over the paper's, for every seed.</summary>
    public IEnumerable<double> Quotients => Means.Select(mean => mean / Paper.Mean);
}
