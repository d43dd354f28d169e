namespace TorchCurvature.Spectra;

/// <summary>
/// The upper edge of a bulk of eigenvalues, from the largest of them. Where the density of log λ ends like a square root, as those of
/// sample covariances (Marchenko–Pastur) and of symmetric random matrices (the semicircle) do, the j-th largest eigenvalue lies near log
/// λ_j = E + σ·a_j, with a_j the zeros of the Airy function, and the largest strays from its place by the Tracy–Widom law times σ. E and σ
/// are a least-squares fit to the <see cref="Width"/> largest.
/// </summary>
/// <param name="LogEdge">E, the logarithm of the edge.</param>
/// <param name="Scale">σ, the unit of fluctuations at the edge.</param>
/// <remarks>Source: the places of eigenvalues near an edge as in A. Onatski, "Determining the number of factors from empirical distribution
/// of eigenvalues" (2010), here of logarithms, because the bulk of a Hessian spans many decades.</remarks>
internal readonly record struct BulkEdge(double LogEdge, double Scale)
{
    /// <summary>Eigenvalues that the edge is fitted to.</summary>
    public const int Width = 20;

    /// <summary>The fewest that an edge is fitted to where there are no more: so, too, at most 1 % of random matrices alarm.</summary>
    public const int LeastWidth = 8;

    /// <summary>The most that are compared with the places of an edge as a whole.</summary>
    public const int WidestLook = 40;

    /// <summary>
    /// How far, in σ and on average, the largest eigenvalues may stray from the places of an edge that they are said to have: 99 % of
    /// random matrices without outliers stay below it.
    /// </summary>
    public const double LargestStray = 0.9;

    /// <summary>
    /// How many σ above E an eigenvalue has to be to count as separate. With this value at most 1 % of random matrices without outliers
    /// (sample covariances with P / N from 0.1 to 2, symmetric Gaussian matrices) have any eigenvalue that does; it was found by sampling
    /// them. A bulk of independent eigenvalues with a heavy tail, which do not repel each other, has more.
    /// </summary>
    public const double CriticalDistance = 2.5;

    private static readonly double[] _places = [.. Enumerable.Range(1, WidestLook).Select(AiryZero)];

    /// <summary>Fits the edge.</summary>
    /// <param name="logarithms">Logarithms of the largest eigenvalues of the bulk, descending: <see cref="Width"/> where there are.</param>
    /// <exception cref="ArgumentException">There are too few, or more than can be looked at.</exception>
    public static BulkEdge Fit(ReadOnlySpan<double> logarithms)
    {
        int width = logarithms.Length;
        if (width is < LeastWidth or > WidestLook)
        {
            throw new ArgumentException(
                $"An edge is fitted to {LeastWidth} to {WidestLook} eigenvalues, not to {width}.", nameof(logarithms));
        }

        double meanPlace = _places[..width].Average();
        double mean = 0, moment = 0, spread = 0;
        for (int j = 0; j < width; j++)
        {
            double place = _places[j] - meanPlace;
            mean += logarithms[j] / width;
            moment += place * logarithms[j];
            spread += place * place;
        }

        double scale = moment / spread;
        return new BulkEdge(mean - (scale * meanPlace), scale);
    }

    /// <summary>How far eigenvalues are from the places of their edge, in σ: the root of the mean square; 0 where all are equal.</summary>
    /// <param name="logarithms">Their logarithms, descending.</param>
    public static double StrayOf(ReadOnlySpan<double> logarithms)
    {
        BulkEdge edge = Fit(logarithms);
        double squares = 0;
        for (int j = 0; j < logarithms.Length; j++)
        {
            double stray = logarithms[j] - edge.LogEdge - (edge.Scale * _places[j]);
            squares += stray * stray / logarithms.Length;
        }

        return edge.Scale > 0 ? Math.Sqrt(squares) / edge.Scale : 0;
    }

    /// <summary>How far above the edge an eigenvalue is, in units of σ; infinite for equal eigenvalues, whose edge is sharp.</summary>
    /// <param name="logarithm">Its logarithm.</param>
    public double DistanceOf(double logarithm) => logarithm == LogEdge ? 0 : (logarithm - LogEdge) / Scale;

    // The leading term of the asymptotic expansion, within 1 % of the first zero (DLMF 9.9.6, 9.9.18).
    private static double AiryZero(int j) => -Math.Pow(3 * Math.PI * ((4 * j) - 1) / 8, 2.0 / 3);
}
