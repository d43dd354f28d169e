namespace TorchCurvature.RandomMatrix;

/// <summary>What a fit of a bulk finds: a law with the sizes that its largest eigenvalue depends on.</summary>
/// <param name="Law">The law.</param>
/// <param name="Population">The population behind it.</param>
/// <param name="Dimension">P.</param>
/// <param name="Samples">N.</param>
internal sealed record FittedPopulation(SpectralLaw Law, PopulationSpectrum Population, double Dimension, double Samples)
{
    private const double FlattestLog = -10;
    private const int GridPoints = 41;

    /// <summary>The Marchenko–Pastur law of a bulk, by a grid and golden sections in log γ.</summary>
    /// <remarks>
    /// Nonzero eigenvalues alone cannot tell γ, σ² from 1/γ, γσ²: the zeros decide, of which the second has a share 1 − γ (γ ≤ 1). The
    /// largest eigenvalue's law is the same.
    /// </remarks>
    public static FittedPopulation OneAtom(ReadOnlySpan<double> ascending, double zeroFraction)
    {
        QuantileMatch match = new(ascending);
        double step = -FlattestLog / (GridPoints - 1);
        double best = Enumerable.Range(0, GridPoints).Select(i => FlattestLog + (i * step)).MinBy(Misfit);
        double ratio = Math.Exp(MathNet.Numerics.FindMinimum.OfScalarFunctionConstrained(
            Misfit, Math.Max(FlattestLog, best - step), Math.Min(0, best + step), tolerance: 1e-7, maxIterations: 200));
        double scale = match.Against(new MarchenkoPastur(ratio)).Scale, count = ascending.Length;
        return zeroFraction > 0.5 * (1 - ratio)
            ? new FittedPopulation(
                new MarchenkoPastur(1 / ratio, scale * ratio), PopulationSpectrum.Isotropic(scale * ratio), count / ratio, count)
            : new FittedPopulation(new MarchenkoPastur(ratio, scale), PopulationSpectrum.Isotropic(scale), count, count / ratio);

        double Misfit(double logarithm) => match.Against(new MarchenkoPastur(Math.Exp(logarithm))).Misfit;
    }

    /// <summary>
    /// The general law of a bulk for a given number of positive atoms, by the simplex search of Nelder and Mead (1965) from several starts.
    /// </summary>
    /// <param name="ascending">The bulk.</param>
    /// <param name="dimension">P, zeros included.</param>
    /// <param name="samples">N.</param>
    /// <param name="zeroWeight">The share of the population's eigenvalues that are 0.</param>
    /// <param name="atoms">How many positive ones.</param>
    public static FittedPopulation SeveralAtoms(
        ReadOnlySpan<double> ascending, double dimension, double samples, double zeroWeight, int atoms)
    {
        AtomSearch search = new(new QuantileMatch(ascending), dimension / samples, zeroWeight, atoms);
        PopulationSpectrum population = search.Best();
        return new FittedPopulation(new GeneralizedMarchenkoPastur(dimension / samples, population), population, dimension, samples);
    }
}
