namespace TorchCurvature.Experiments.Table1;

/// <summary>The mean eigenvalue of a row of table 1, ours beside the paper's.</summary>
/// <param name="Paper">What the paper has.</param>
/// <param name="Mean">The median over our seeds.</param>
internal sealed record RowMean(PaperRow Paper, double Mean)
{
    /// <summary>Ours over the paper's.</summary>
    public double Quotient => Mean / Paper.Mean;
}
