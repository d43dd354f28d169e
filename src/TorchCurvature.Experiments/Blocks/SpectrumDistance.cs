namespace TorchCurvature.Experiments.Blocks;

/// <summary>
/// How far two sets of eigenvalues are apart: the Jensen–Shannon distance of their densities, from 0 for equal ones to 1 for those that
/// have nothing in common. The axis is logarithmic to both sides of 0, and densities are smoothed over half a decade.
/// </summary>
internal static class SpectrumDistance
{
    private const int BinsPerDecade = 4;
    private const double Smoothing = 0.5 * BinsPerDecade;

    /// <summary>The mean distance over all pairs of blocks.</summary>
    /// <param name="spectra">The eigenvalues of each block; two at least.</param>
    /// <param name="decades">How far down the axis goes from the network's largest |λ|; what is smaller counts as 0.</param>
    public static double MeanOver(IReadOnlyList<IReadOnlyList<double>> spectra, int decades)
    {
        double largest = spectra.Max(s => s.Max(Math.Abs));
        double[][] densities = [.. spectra.Select(s => Density(s, largest, decades))];
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

    /// <summary>The density of eigenvalues over the bins of the axis.</summary>
    /// <param name="eigenvalues">The eigenvalues.</param>
    /// <param name="largest">The largest |λ| of the network.</param>
    /// <param name="decades">How far down the axis goes.</param>
    public static double[] Density(IReadOnlyList<double> eigenvalues, double largest, int decades)
    {
        int middle = decades * BinsPerDecade;
        var density = new double[(2 * middle) + 1];
        foreach (double eigenvalue in eigenvalues)
        {
            double above = Math.Max(0, decades + Math.Log10(Math.Abs(eigenvalue) / largest));
            double place = middle + (Math.Sign(eigenvalue) * BinsPerDecade * above);
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
