using TorchCurvature.Spectra;

namespace TorchCurvature.RandomMatrix;

/// <summary>
/// Fits the law of a sample covariance to the bulk of a measured spectrum by quantiles of the singular values (least squares over the ranks
/// from 5 % to 95 %), and finds the eigenvalues beyond its edge by the Tracy–Widom law.
/// </summary>
/// <remarks>
/// Eigenvalues within <see cref="Spectrum.NoiseFloor"/> of 0 count as zeros; negative ones beyond it stay in, where no law can match them.
/// Outliers are taken out and the bulk is fitted again until their number stays, ten times at most. Where more than a tenth of the nonzero
/// eigenvalues are beyond the edge, they are a tail and not outliers: they stay in, and the distance shows it.
/// </remarks>
public static class BulkFitting
{
    private const int FewestEigenvalues = 10;
    private const int MostRounds = 10;
    private const double LargestOutlierShare = 0.1;

    /// <summary>A distance up to which a law has at least the shape of the bulk.</summary>
    public const double ApproximateDistance = 0.05;

    /// <summary>
    /// (1 + ½ ln n)/n, the distance that about 99 of 100 samples of a law keep from their fit: eigenvalues repel each other, so that none
    /// strays from its place by more than some log n ranks.
    /// </summary>
    /// <param name="count">n.</param>
    public static double ConsistentDistance(int count) => (1 + (0.5 * Math.Log(count))) / count;

    /// <summary>Fits the Marchenko–Pastur law: γ and σ².</summary>
    /// <param name="spectrum">All eigenvalues.</param>
    /// <param name="level">The probability of a false alarm of <see cref="BulkFit.OutlierThreshold"/>.</param>
    /// <exception cref="ArgumentException">Fewer than ten eigenvalues are distinguishable from 0, or most are negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not in [1e-6, 0.5].</exception>
    public static BulkFit MarchenkoPastur(Spectrum spectrum, double level = 0.01) => Fit(
        spectrum, level, (bulk, zeros, outliers) => FittedPopulation.OneAtom(bulk, zeros / (double)(zeros + bulk.Length)));

    /// <summary>
    /// Fits the general law of a population with few positive atoms, for a given number of samples. An excess
    /// of zeros becomes an atom at 0.
    /// </summary>
    /// <param name="spectrum">All P eigenvalues.</param>
    /// <param name="samples">N.</param>
    /// <param name="atoms">Positive atoms, from 1 to 5.</param>
    /// <param name="level">The probability of a false alarm of <see cref="BulkFit.OutlierThreshold"/>.</param>
    /// <remarks>Cost: some thousand evaluations of a hundred quantiles, from some tenths of a second to some seconds.</remarks>
    /// <exception cref="ArgumentException">Fewer than ten eigenvalues are distinguishable from 0, or most are negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not in [1e-6, 0.5], N is below 1 or there are too
    /// many atoms, or none.</exception>
    public static BulkFit Population(Spectrum spectrum, long samples, int atoms, double level = 0.01)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(atoms, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atoms, 5);
        return Fit(spectrum, level, (bulk, zeros, outliers) =>
        {
            int dimension = zeros + bulk.Length;
            // Every sample covariance of more dimensions than samples has so many zeros, whatever its population.
            double unexplained = zeros - outliers - Math.Max(0, dimension - samples);
            return FittedPopulation.SeveralAtoms(bulk, dimension, samples, unexplained > 0 ? zeros / (double)dimension : 0, atoms);
        });
    }

    private delegate FittedPopulation Method(ReadOnlySpan<double> bulk, int zeros, int outliers);

    private static BulkFit Fit(Spectrum spectrum, double level, Method method)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        if (!(level is >= 1e-6 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "The probability of a false alarm must be from 1e-6 to 0.5.");
        }

        double[] ascending = [.. spectrum.Eigenvalues.Where(e => Math.Abs(e) > spectrum.NoiseFloor).Reverse()];
        if (ascending.Length < FewestEigenvalues || ascending[ascending.Length / 2] < 0)
        {
            throw new ArgumentException(
                $"A fit needs at least {FewestEigenvalues} eigenvalues that differ from 0, most of them positive; of {ascending.Length}, "
                    + $"{ascending.Count(e => e > 0)} are.",
                nameof(spectrum));
        }

        double deviation = TracyWidom.Quantile(1 - level);
        int zeros = spectrum.Dimension - ascending.Length, removed = 0;
        for (int round = 1; ; round++)
        {
            double[] bulk = ascending[..^removed];
            FittedPopulation fitted = method(bulk, zeros, removed);
            LargestEigenvalueLaw largest = new(fitted.Population, Math.Max(1, fitted.Dimension), Math.Max(1, fitted.Samples));
            double threshold = largest.Centre + (largest.Scale * deviation);
            int beyond = ascending.Count(e => e > threshold), next = beyond <= LargestOutlierShare * ascending.Length ? beyond : 0;
            if (next == removed || round == MostRounds)
            {
                double distance = KolmogorovSmirnov.Distance(bulk, fitted.Law);
                return new BulkFit(
                    fitted.Law, fitted.Population, bulk.Length, zeros / (double)spectrum.Dimension, beyond, threshold, level, distance,
                    VerdictOn(distance, bulk.Length));
            }

            removed = next;
        }
    }

    private static FitVerdict VerdictOn(double distance, int count) =>
        distance <= ConsistentDistance(count)
            ? FitVerdict.Consistent
            : distance <= ApproximateDistance ? FitVerdict.Approximate : FitVerdict.Poor;
}
