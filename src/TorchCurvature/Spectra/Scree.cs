namespace TorchCurvature.Spectra;

/// <summary>
/// What the rules that count outliers look at: eigenvalues as heights above a level, which is that of the flat part of the spectrum where
/// most eigenvalues are equal, and else 0. So a multiple of the
/// identity, as weight decay adds, changes no count.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Heights">λ − level, descending, without what belongs to a flat part.</param>
/// <param name="Depth">
/// How far the bulk reaches below the level: level − λ_min, and 0 where that is no more than the stated error, as in a semidefinite matrix.
/// </param>
/// <param name="FlatCount">How many eigenvalues stand above a flat bulk; null where the bulk is not flat, and the rules decide.</param>
internal sealed record Scree(double Level, IReadOnlyList<double> Heights, double Depth, int? FlatCount)
{
    /// <summary>
    /// The most eigenvalues beside a flat cluster that form no bulk of their own. An edge is fitted to <see cref="BulkEdge.Width"/>, so
    /// fewer are too few to have one that could be seen.
    /// </summary>
    public const int FewestOfABulk = BulkEdge.Width;

    /// <summary>Finds the level and what is left above it. A flat part above a flat part is recognized in the same way.</summary>
    /// <param name="spectrum">The spectrum.</param>
    public static Scree Of(Spectrum spectrum)
    {
        IReadOnlyList<double> eigenvalues = spectrum.Eigenvalues;
        double error = spectrum.NoiseFloor;
        int length = eigenvalues.Count;
        double level = 0, depth = Beyond(-spectrum.Smallest, error);
        while (FlatCluster.Find(eigenvalues, length, error) is { } cluster)
        {
            bool isWhole = length == eigenvalues.Count;
            int below = length - cluster.First - cluster.Count;
            if (!cluster.IsIsolated)
            {
                return isWhole
                    ? Above(eigenvalues, length, cluster.Level, Beyond(cluster.Level - spectrum.Smallest, error), null)
                    : Above(eigenvalues, length, level, depth, null);
            }

            if (cluster.First == 0 && !isWhole)
            {
                // Nothing is above it, so it is no bulk to stand out from: with nothing beside it either, it stands above the flat part
                // below as one.
                return Above(eigenvalues, length, level, depth, below == 0 ? length : null);
            }

            level = cluster.Level;
            depth = Beyond(level - eigenvalues[length - 1], error);
            length = cluster.First;
            if (length + below <= FewestOfABulk || length == 0)
            {
                return Above(eigenvalues, length, level, depth, length);
            }
        }

        return Above(eigenvalues, length, level, depth, null);
    }

    /// <summary>Whether the stated errors tell two heights apart.</summary>
    public static bool AreDistinct(double above, double below, Spectrum spectrum) => above - below > 2 * spectrum.NoiseFloor;

    /// <summary>The middle of two heights on the axis of their logarithms.</summary>
    public static double Between(double above, double below) => Math.Sqrt(above) * Math.Sqrt(below);

    private static Scree Above(IReadOnlyList<double> eigenvalues, int length, double level, double depth, int? flatCount) =>
        new(level, [.. eigenvalues.Take(length).Select(e => e - level)], depth, flatCount);

    private static double Beyond(double depth, double error) => depth > error ? depth : 0;
}
