using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about how large eigenvalues are.</summary>
internal static class MagnitudeClaims
{
    // Of a symmetric matrix of independent normal entries so many eigenvalues are within 1 % of max|λ|: the semicircle's density at 0.
    private const double SemicircleShare = 0.02 * 2 / Math.PI;
    private const double OrderOfMagnitude = 10;

    // A number of orders of magnitude that is two when rounded.
    private const double Orders = 1.5;

    // The same bulk, but for a quarter.
    private const double SameLevel = 1.25;
    private const string Student = "(Student's 95 % interval over seeds)";

    /// <summary>Almost all eigenvalues are at or near zero, before training and after.</summary>
    /// <param name="before">For each seed, the share of eigenvalues within 1 % of max|λ| at a random point.</param>
    /// <param name="after">The same after training.</param>
    public static Judgement NearZero(IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        IReadOnlyList<double> lesser = before.Average() <= after.Average() ? before : after;
        string shares = FormattableString.Invariant($"{before.Average():0.0 %} at random points, {after.Average():0.0 %} after training");
        return Judgement.Above(
            "share of eigenvalues within 1 % of max|λ|, over the 1.3 % of a symmetric Gaussian matrix, where it is least; an order of "
                + $"magnitude decides {Student}; {shares}",
            Interval.OfMean([.. lesser.Select(share => share / SemicircleShare)]), lesser.Count, OrderOfMagnitude);
    }

    /// <summary>Negative eigenvalues exist, and are orders of magnitude smaller than the largest.</summary>
    /// <param name="smallest">For each network λ min.</param>
    /// <param name="largest">For each network λ max.</param>
    public static Judgement TinyNegatives(IReadOnlyList<double> smallest, IReadOnlyList<double> largest)
    {
        const string Statistic = "orders of magnitude between |λ min| and λ max; 1.5 decide (Student's 95 % interval over networks)";
        int without = smallest.Count(e => e >= 0);
        return without > 0
            ? new Judgement(Outcome.DoesNotHold, "networks without a negative eigenvalue") { Value = without, Seeds = smallest.Count }
            : Judgement.Above(
                Statistic, Interval.OfMean([.. smallest.Zip(largest, (s, l) => Math.Log10(l / -s))]), smallest.Count, Orders);
    }

    /// <summary>Data with other classes or less separable ones have the same bulk.</summary>
    /// <param name="runs">The networks of table 1.</param>
    public static Judgement SameBulk(IReadOnlyList<CountedRun> runs)
    {
        CountedRun[] batched = [.. runs.Where(r => r is { IsReLU: true, IsBatched: true, AboveEdge: > 0, Edge: > 0 })];
        double[] bySpread = Quotients(batched.GroupBy(r => (r.Classes, r.Seed)), r => r.Spread, r => r.Edge!.Value);
        double[] byClasses = Quotients(batched.Where(r => r.Spread == 1).GroupBy(r => (0, r.Seed)), r => r.Classes, r => r.Edge!.Value);
        double[] largest = Quotients(batched.GroupBy(r => (r.Classes, r.Seed)), r => r.Spread, r => r.Largest);
        if (bySpread.Length == 0 || byClasses.Length == 0)
        {
            return new Judgement(Outcome.NotDecided, "no pairs of networks whose bulk has an edge");
        }

        Interval spread = Interval.OfGeometricMean(bySpread), classes = Interval.OfGeometricMean(byClasses);
        bool isBySpread = Math.Abs(Math.Log(spread.Value)) >= Math.Abs(Math.Log(classes.Value));
        string both = FormattableString.Invariant(
            $"{spread.Value:0.00} for spread 10 over 1, {classes.Value:0.00} for the most classes over the fewest");
        string beside = FormattableString.Invariant($"λ max: {Interval.OfGeometricMean(largest).Value:0.00} for spread 10 over 1");
        return Judgement.Between(
            $"quotient of the bulk's edges, the same within a factor 1.25, where it is further from 1 (Student's 95 % interval of "
                + $"logarithms): {both}; {beside}",
            isBySpread ? spread : classes, isBySpread ? bySpread.Length : byClasses.Length, 1 / SameLevel, SameLevel);
    }

    // The value where a setting is greatest over that where it is least.
    private static double[] Quotients(
        IEnumerable<IGrouping<(int, int), CountedRun>> groups, Func<CountedRun, double> setting, Func<CountedRun, double> value) =>
    [
        .. from runs in groups
           let last = runs.MaxBy(setting)
           let first = runs.MinBy(setting)
           where setting(last) > setting(first)
           select value(last) / value(first),
    ];
}
