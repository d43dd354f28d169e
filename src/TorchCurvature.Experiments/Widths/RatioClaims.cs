using System.Globalization;
using MathNet.Numerics.LinearRegression;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 6: over the ratio index / P, the left edges approach one shape.</summary>
internal static class RatioClaims
{
    private const int Draws = 1999;
    private const double Level = 0.05;

    // Fewer seeds, drawn anew, say nothing of others.
    private const int FewestSeeds = 4;

    private const string Claim = "Over the ratio, the left edges converge to one shape as networks grow.";

    /// <summary>
    /// The distance between neighbouring widths falls as a power of the width: the slope of log distance over log width has to stay below 0
    /// where seeds are drawn anew. Whether the last two widths are the same yet, a permutation of their seeds tells.
    /// </summary>
    /// <param name="widths">The widths, ascending; at least one.</param>
    public static Verdict Of(IReadOnlyList<WidthCurves> widths)
    {
        if (widths.Count < 3)
        {
            return new Verdict(Claim, Outcome.NotDecided, $"{widths.Count} widths have no rate");
        }

        var random = new Random(Seed: 1);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => Slope(DrawnAnew(widths, random))).Order()];
        double least = drawn[(int)(Level / 2 * Draws)], greatest = drawn[(int)((1 - (Level / 2)) * Draws)];
        bool isEnough = widths.Min(w => w.Seeds.Count) >= FewestSeeds;
        IEnumerable<string> found = widths.Zip(widths.Skip(1), (a, b) =>
            string.Create(CultureInfo.InvariantCulture, $"{a.Width} to {b.Width}: {a.DistanceTo(b):0.000}"));
        return Verdict.Of(
            Claim,
            isEnough && greatest < 0,
            isRefuted: isEnough && least > 0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"relative distance of neighbouring widths {string.Join(", ", found)}; it goes as h^{Slope(widths):0.00} "
                + $"[{least:0.00}, {greatest:0.00}] (95 %, seeds drawn anew). The last two are as far apart by chance with "
                + $"p = {ChanceOfTheLast(widths, random):0.000} (permutation of their seeds; single seeds of width {widths[^1].Width} are "
                + $"{widths[^1].DistanceOfSeeds():0.000} apart)"));
    }

    private static double Slope(IReadOnlyList<WidthCurves> widths)
    {
        double[] x = [.. widths.Zip(widths.Skip(1), (a, b) => 0.5 * (Math.Log(a.Width) + Math.Log(b.Width)))];
        double[] y = [.. widths.Zip(widths.Skip(1), (a, b) => Math.Log(a.DistanceTo(b)))];
        return SimpleRegression.Fit(x, y).B;
    }

    private static double ChanceOfTheLast(IReadOnlyList<WidthCurves> widths, Random random)
    {
        (WidthCurves one, WidthCurves other) = (widths[^2], widths[^1]);
        double found = one.DistanceTo(other);
        IReadOnlyList<double>[] both = [.. one.Seeds, .. other.Seeds];
        int asFar = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            random.Shuffle(both);
            WidthCurves first = one with { Seeds = both[..one.Seeds.Count] }, second = other with { Seeds = both[one.Seeds.Count..] };
            asFar += first.DistanceTo(second) >= found ? 1 : 0;
        }

        return (1 + asFar) / (Draws + 1.0);
    }

    private static WidthCurves[] DrawnAnew(IReadOnlyList<WidthCurves> widths, Random random) =>
        [.. widths.Select(w => w with { Seeds = random.GetItems([.. w.Seeds], w.Seeds.Count) })];
}
