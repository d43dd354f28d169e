namespace TorchCurvature.Spectra;

/// <summary>
/// The levels that large eigenvalues stand in, one under the other: as those of a classifier, which has C for its classes and below them
/// C(C − 1) for their pairs.
/// </summary>
internal static class ScreeLevels
{
    // A level ends where the quotient stands out from those of its neighbourhood: on the axis of logarithms, so many times the next.
    private const double Prominence = 2;

    /// <summary>How many eigenvalues are above the end of each level.</summary>
    /// <param name="logarithms">The scree.</param>
    /// <param name="edges">Its edges.</param>
    /// <param name="count">The edge with the largest quotient.</param>
    public static IEnumerable<int> Ends(double[] logarithms, IReadOnlyList<ScreeEdge> edges, int count)
    {
        int behind = Math.Min(logarithms.Length, (2 * count) + BulkEdge.Width);
        return [.. Within(0, count), count, .. Within(count, behind)];

        IEnumerable<int> Within(int first, int last)
        {
            ScreeEdge? end = edges.Where(edge => edge.Count > first + 1 && edge.Count < last - 1).MaxBy(edge => edge.Quotient);
            if (end is null || end.Quotient < Prominence * LargestOther(first, last, end.Count))
            {
                return [];
            }

            return [.. Within(first, end.Count), end.Count, .. Within(end.Count, last)];
        }

        double LargestOther(int first, int last, int end) => Enumerable.Range(first + 1, last - first - 1)
            .Where(k => k != end)
            .Select(k => logarithms[k - 1] - logarithms[k])
            .Max();
    }
}
