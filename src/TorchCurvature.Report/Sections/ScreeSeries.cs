using TorchCurvature.Report.Content;

namespace TorchCurvature.Report.Sections;

/// <summary>A spectrum by rank: positive eigenvalues from the largest down, and the sizes of negative ones from the most negative up.
/// </summary>
internal static class ScreeSeries
{
    /// <summary>Said where a scree is drawn.</summary>
    public const string Thinning = " Beyond rank 1,000 not every one is drawn; the run's files have all.";

    private const int AllUpTo = 1000;

    /// <param name="name">What the spectrum is of.</param>
    /// <param name="eigenvalues">All of them, descending.</param>
    /// <param name="floor">What is closer to zero is rounding, and is not drawn; NaN for zero itself.</param>
    /// <param name="group">The group of both series.</param>
    /// <param name="isShown">Whether they are drawn at first.</param>
    public static IEnumerable<Series> Of(string name, double[] eigenvalues, double floor, string group, bool isShown)
    {
        double least = double.IsNaN(floor) ? 0 : Math.Max(0, floor);
        double[] positive = [.. eigenvalues.Where(value => value > least)];
        double[] negative = [.. eigenvalues.Where(value => value < -least).Select(Math.Abs).OrderDescending()];
        if (positive.Length > 0)
        {
            yield return Of($"{name}, positive", SeriesStyle.Line, positive) with { Group = group, IsShown = isShown };
        }

        if (negative.Length > 0)
        {
            yield return Of($"{name}, negative: |λ|", SeriesStyle.Dashed, negative) with { Group = group, IsShown = isShown };
        }
    }

    private static Series Of(string name, SeriesStyle style, double[] sizes)
    {
        int[] ranks = [.. Ranks(sizes.Length)];
        return new Series(name, style, [.. ranks.Select(rank => (double)rank)], [.. ranks.Select(rank => sizes[rank - 1])]);
    }

    private static IEnumerable<int> Ranks(int count)
    {
        for (int rank = 1; rank < count; rank += 1 + (rank / AllUpTo))
        {
            yield return rank;
        }

        yield return count;
    }
}
