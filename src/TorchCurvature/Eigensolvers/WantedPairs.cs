namespace TorchCurvature.Eigensolvers;

/// <summary>
/// Which Ritz pairs a Lanczos run wants, and when they are good enough. Sees decompositions only, and leaves what follows to the run.
/// </summary>
/// <param name="Top">Pairs wanted at the upper end, as many as there are at most.</param>
/// <param name="Bottom">Pairs wanted at the lower end, as many as the upper end leaves over at most.</param>
/// <param name="Limit">Residual norm at which a pair has converged, relative to max|λ|.</param>
internal sealed record WantedPairs(int Top, int Bottom, double Limit)
{
    // The recurrence's residual has to leave room for what a random restart forgets.
    private const double SafetyFactor = 0.5;

    internal int Count => Top + Bottom;

    internal static WantedPairs Of(LanczosOptions options, long dimension)
    {
        int top = (int)Math.Min(options.Top, dimension);
        double factor = options.Confirms ? SafetyFactor : 1;
        return new WantedPairs(top, (int)Math.Min(options.Bottom, dimension - top), factor * options.Tolerance);
    }

    /// <summary>
    /// Indices of the wanted ones among so many ascending Ritz values: the upper end from the top down, then the lower end from the
    /// bottom up.
    /// </summary>
    internal int[] Among(int count) => Outermost(count, Top, Bottom);

    /// <summary>The order of values of which the first so many are the upper end, and the others the lower one: from outside in.</summary>
    internal static int[] FromOutsideIn(double[] values, int top) =>
    [
        .. Enumerable.Range(0, top).OrderByDescending(i => values[i]),
        .. Enumerable.Range(top, values.Length - top).OrderBy(i => values[i]),
    ];

    internal bool HasConverged(RitzDecomposition ritz, int index, double scale) => ritz.ResidualNorms[index] <= Limit * scale;

    /// <summary>The largest residual norm of the wanted ones, relative to max|λ|; infinite while some of them are missing.</summary>
    internal double WorstResidual(RitzDecomposition ritz, int[] found, double scale)
    {
        if (found.Length < Count)
        {
            return double.PositiveInfinity;
        }

        return scale == 0 ? 0 : found.Max(i => ritz.ResidualNorms[i]) / scale;
    }

    /// <summary>
    /// Whether the next pair of each end will not become a wanted one: it has converged, or its interval does not reach beyond the last
    /// of them.
    /// </summary>
    internal bool StaysInside(RitzDecomposition ritz, double scale)
    {
        int top = ritz.Values.Length - 1 - Top, bottom = Bottom;
        return top >= bottom
            && (Top == 0 || HasConverged(ritz, top, scale) || ritz.Values[top] + ritz.ResidualNorms[top] <= ritz.Values[top + 1])
            && (Bottom == 0 || HasConverged(ritz, bottom, scale)
                || ritz.Values[bottom] - ritz.ResidualNorms[bottom] >= ritz.Values[bottom - 1]);
    }

    /// <summary>
    /// What a restart keeps: the wanted pairs, and in half of the free places pairs beyond them, which speeds up the end that lags behind.
    /// </summary>
    internal int[] WithSpare(RitzDecomposition ritz, double scale, int capacity, int blockSize)
    {
        int count = ritz.Values.Length;
        int spare = Math.Max(0, (capacity - Count - (2 * blockSize)) / 2);
        int top = Lagging(Outermost(count, Top, 0)), bottom = Lagging(Outermost(count, 0, Bottom));
        if (top + bottom == 0)
        {
            (top, bottom) = (Math.Min(Top, 1), Math.Min(Bottom, 1));
        }

        int spareTop = spare * top / (top + bottom);
        return Outermost(count, Top + spareTop, Bottom + spare - spareTop);

        int Lagging(int[] indices) => indices.Count(i => !HasConverged(ritz, i, scale));
    }

    private static int[] Outermost(int count, int top, int bottom)
    {
        top = Math.Min(top, count);
        return [.. Enumerable.Range(0, top).Select(i => count - 1 - i), .. Enumerable.Range(0, Math.Min(bottom, count - top))];
    }
}
