using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Table1;

/// <summary>What mean eigenvalues say of the batch size that the paper trained with.</summary>
internal static class BatchSizeClaims
{
    // A batch's gradient ends a training by chance, so that seeds differ by more than the 15 % that the rows of GD are held to.
    private const double Factor = 1.5;

    /// <summary>
    /// One batch size has the paper's mean eigenvalue in every row, within a factor of 1.5: it holds where for some size the intervals of
    /// all rows are, and does not where each size has a row whose whole interval is outside.
    /// </summary>
    /// <param name="means">Every row with every size; at least one of each.</param>
    public static Verdict OneSizeFitsAll(IReadOnlyList<BatchMean> means)
    {
        SizeFit[] sizes = [.. means.GroupBy(m => m.BatchSize).Select(size => new SizeFit(size.Key, [.. size.Select(Row)]))];
        SizeFit nearest = sizes.MinBy(size => size.Worst)!;
        int[] left = [.. sizes.Where(size => !size.IsExcluded).Select(size => size.BatchSize)];
        string rows = string.Join(", ", nearest.Rows.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"C = {row.Classes} {row.Quotient.ToText("0.00")}")));
        string sentence = left.Length == 0 ? "each size is excluded by a row" : $"excluded by no row: {string.Join(", ", left)}";
        return Verdict.Of(
            "(ours) One batch size gives the mean eigenvalue that the paper prints in every row of SGD and spread 10, within a factor of "
                + string.Create(CultureInfo.InvariantCulture, $"{Factor}."),
            holds: sizes.Any(size => size.Rows.All(row => row.Quotient.IsWithin(1 / Factor, Factor))),
            isRefuted: left.Length == 0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{sentence}; nearest with batches of {nearest.BatchSize}, ours over the paper's: {rows} (geometric means and Student's "
                    + $"95 % intervals of logarithms over seeds)"));
    }

    private static RowFit Row(BatchMean mean) => new(mean.Paper.Classes, Interval.OfGeometricMean(mean.Quotients));

    private sealed record RowFit(int Classes, Interval Quotient);

    private sealed record SizeFit(int BatchSize, RowFit[] Rows)
    {
        public double Worst => Rows.Max(row => Math.Abs(Math.Log(row.Quotient.Value)));

        public bool IsExcluded => Rows.Any(row => row.Quotient.IsOutside(1 / Factor, Factor));
    }
}
