namespace TorchCurvature.RandomMatrix;

/// <summary>
/// Least squares between the singular values √λ at the order statistics from 5 % to 95 % of a bulk and a law's quantiles at the same ranks:
/// the scale in closed form, and what is left.
/// </summary>
/// <remarks>
/// The tails that are left out keep outliers from pulling the fit, and the square root gives every rank about the same error, also where a
/// law's density is unbounded at 0. Eigenvalues of sample covariances stay within a few ranks of their places (rigidity), so what the fit
/// gets wrong falls as 1/n: faster than the largest eigenvalue's own n^{−2/3}.
/// </remarks>
internal sealed class QuantileMatch
{
    private const int MostRanks = 99;
    private const double Trimmed = 0.05;
    private readonly double[] _probabilities;
    private readonly double[] _roots;

    /// <param name="ascending">The nonzero eigenvalues of the bulk.</param>
    public QuantileMatch(ReadOnlySpan<double> ascending)
    {
        int first = (int)(Trimmed * ascending.Length), kept = ascending.Length - (2 * first), count = Math.Min(kept, MostRanks);
        _probabilities = new double[count];
        _roots = new double[count];
        for (int i = 0; i < count; i++)
        {
            int rank = first + (int)((i + 0.5) * kept / count);
            _probabilities[i] = (rank + 0.5) / ascending.Length;
            _roots[i] = Math.Sqrt(Math.Max(0, ascending[rank]));
        }
    }

    /// <summary>The factor by which a law's eigenvalues match best, and the share of the squares that is not explained.</summary>
    public (double Scale, double Misfit) Against(SpectralLaw law)
    {
        double atom = law.AtomAtZero, product = 0, lawSquares = 0, squares = 0;
        for (int i = 0; i < _roots.Length; i++)
        {
            double root = Math.Sqrt(law.Quantile(atom + ((1 - atom) * _probabilities[i])));
            product += root * _roots[i];
            lawSquares += root * root;
            squares += _roots[i] * _roots[i];
        }

        double ratio = product / lawSquares;
        return (ratio * ratio, 1 - (ratio * product / squares));
    }
}
