namespace TorchCurvature.Spectra;

/// <summary>
/// Eigenvalues that are equal within the error δ of each and are more than half of those looked at: all within an interval of length 2δ, as
/// computed values of one number are.
/// </summary>
/// <param name="First">Index of the largest of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Level">The middle of the interval that they take up; 0 where one of them may be 0.</param>
/// <param name="IsIsolated">
/// Whether no other eigenvalue is nearer than <see cref="Isolation"/>·δ. Otherwise the cluster is the part of a continuous bulk that the
/// error hides, and not a flat one.
/// </param>
internal sealed record FlatCluster(int First, int Count, double Level, bool IsIsolated)
{
    /// <summary>
    /// A whole decade above the error without any eigenvalue: a bulk that decays over decades and runs on below the error does not leave
    /// one empty.
    /// </summary>
    public const double Isolation = 10;

    /// <summary>The cluster of a spectrum's largest eigenvalues.</summary>
    /// <param name="eigenvalues">All eigenvalues, descending.</param>
    /// <param name="length">How many of them, from the largest, are looked at.</param>
    /// <param name="error">δ.</param>
    /// <returns>Null where no such cluster holds more than half of them.</returns>
    public static FlatCluster? Find(IReadOnlyList<double> eigenvalues, int length, double error)
    {
        int first = 0, count = 0;
        for (int start = 0, end = 0; start < length; start++)
        {
            while (end < length && eigenvalues[start] - eigenvalues[end] <= 2 * error)
            {
                end++;
            }

            if (end - start > count)
            {
                first = start;
                count = end - start;
            }
        }

        if (2 * count <= length)
        {
            return null;
        }

        int last = first + count - 1;
        double level = (0.5 * eigenvalues[first]) + (0.5 * eigenvalues[last]);
        bool isClearAbove = first == 0 || eigenvalues[first - 1] - eigenvalues[first] > Isolation * error;
        bool isClearBelow = last == eigenvalues.Count - 1 || eigenvalues[last] - eigenvalues[last + 1] > Isolation * error;
        return new FlatCluster(first, count, Math.Abs(level) <= 2 * error ? 0 : level, isClearAbove && isClearBelow);
    }
}
