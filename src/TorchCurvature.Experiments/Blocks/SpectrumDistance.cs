namespace TorchCurvature.Experiments.Blocks;

/// <summary>
/// How far two sets of eigenvalues are apart: the Jensen–Shannon distance of their densities, from 0 for equal ones to 1 for those that
/// have nothing in common. The axis is logarithmic to both sides of 0, and densities are smoothed over half a decade.
/// </summary>
internal static class SpectrumDistance
{
    private const int Decades = 6;
    private const int BinsPerDecade = 4;
    private const int Reach = Decades * BinsPerDecade;
    private const double Smoothing = 0.5 * BinsPerDecade;

    /// <summary>The mean distance over all pairs of blocks.</summary>
    /// <param name="spectra">The eigenvalues of each block; two at least.</param>
    public static double MeanOver(IReadOnlyList<IReadOnlyList<double>> spectra)
    {
        double largest = spectra.Max(s => s.Max(Math.Abs));
        double[][] densities = [.. spectra.Select(s => Density(s, largest))];
        return Enumerable.Range(0, densities.Length)
            .SelectMany(i => Enumerable.Range(0, i).Select(j => Between(densities[i], densities[j]))).Average();
    }

    /// <summary>The distance of two densities, the square root of the divergence in bits.</summary>
    public static double Between(double[] first, double[] second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            double mean = 0.5 * (first[i] + second[i]);
            sum += 0.5 * (Term(first[i], mean) + Term(second[i], mean));
        }

        return Math.Sqrt(Math.Max(0, sum));

        static double Term(double p, double mean) => p > 0 ? p * Math.Log2(p / mean) : 0;
    }

    /// <summary>The density of eigenvalues over the bins of the axis; below 10⁻⁶ of the largest they count as 0.</summary>
    /// <param name="eigenvalues">The eigenvalues.</param>
    /// <param name="largest">The largest |λ| of the network.</param>
    public static double[] Density(IReadOnlyList<double> eigenvalues, double largest)
    {
        var density = new double[(2 * Reach) + 1];
        foreach (double eigenvalue in eigenvalues)
        {
            double decades = Math.Max(0, Decades + Math.Log10(Math.Abs(eigenvalue) / largest));
            double place = Reach + (Math.Sign(eigenvalue) * BinsPerDecade * decades);
            double[] kernel = [.. Enumerable.Range(0, density.Length).Select(i => Math.Exp(-0.5 * Math.Pow((i - place) / Smoothing, 2)))];
            double total = kernel.Sum() * eigenvalues.Count;
            for (int i = 0; i < density.Length; i++)
            {
                density[i] += kernel[i] / total;
            }
        }

        return density;
    }
}
