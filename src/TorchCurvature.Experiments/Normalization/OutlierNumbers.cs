namespace TorchCurvature.Experiments.Normalization;

/// <summary>How far the largest eigenvalues stand out, for one seed: log10 of λ₁ over the eigenvalue after twice as many as there are
/// classes.</summary>
/// <param name="Plain">Without batch normalization.</param>
/// <param name="Normalized">With it, differentiated through the statistics.</param>
/// <param name="Stored">With it and stored statistics.</param>
internal sealed record OutlierNumbers(double Plain, double Normalized, double Stored)
{
    /// <summary>The numbers of both networks of a seed.</summary>
    public static OutlierNumbers Of(int classes, NormalizedSpectra plain, NormalizedSpectra normalized)
    {
        return new OutlierNumbers(
            StandingOut(plain.WithStatistics), StandingOut(normalized.WithStatistics), StandingOut(normalized.Stored));

        double StandingOut(IReadOnlyList<double> eigenvalues) => Math.Log10(eigenvalues[0] / eigenvalues[2 * classes]);
    }
}
