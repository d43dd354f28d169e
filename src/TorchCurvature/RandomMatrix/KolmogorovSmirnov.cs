namespace TorchCurvature.RandomMatrix;

/// <summary>The Kolmogorov–Smirnov distance sup_x |F_n(x) − F(x)| of eigenvalues from a law.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>
    /// The distance of nonzero eigenvalues from the part of a law that is off 0: rounding leaves no eigenvalue that ought to be 0 exactly
    /// there, so zeros are compared with the atom by their count.
    /// </summary>
    /// <param name="eigenvalues">Eigenvalues in any order, without those that count as 0.</param>
    /// <param name="law">The law.</param>
    /// <exception cref="ArgumentException">There is no eigenvalue.</exception>
    public static double Distance(IEnumerable<double> eigenvalues, SpectralLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        double[] ascending = [.. eigenvalues.Order()];
        if (ascending.Length == 0)
        {
            throw new ArgumentException("A distance needs at least one eigenvalue.", nameof(eigenvalues));
        }

        double distance = 0, atom = law.AtomAtZero;
        for (int i = 0; i < ascending.Length; i++)
        {
            double expected = ascending[i] < 0 ? 0 : (law.Distribution(ascending[i]) - atom) / (1 - atom);
            distance = Math.Max(distance, Math.Max(expected - (i / (double)ascending.Length), ((i + 1.0) / ascending.Length) - expected));
        }

        return distance;
    }
}
