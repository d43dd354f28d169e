using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>
/// Counts the large eigenvalues of a spectrum by a stated rule. Needs only the sorted eigenvalues; costs one pass over them.
/// </summary>
public static class OutlierCounting
{
    private const int ShortestScree = 10;

    /// <summary>The count that a rule gives.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>
    /// A count of 0 where nothing stands out, and none where the rule does not apply; <see cref="OutlierCount.Basis"/> says why.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static OutlierCount Count(Spectrum spectrum, OutlierRule rule)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        if (!Enum.IsDefined(rule))
        {
            throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule.");
        }

        Scree scree = Scree.Of(spectrum);
        if (scree.FlatCount is { } flat)
        {
            return AboveFlatBulk(spectrum, scree, rule, flat);
        }

        return rule switch
        {
            OutlierRule.Gap => AtLargestDifference(spectrum, scree),
            OutlierRule.Ratio => AtLargestQuotient(spectrum, scree),
            OutlierRule.Elbow => AtElbow(spectrum, scree),
            OutlierRule.BulkEdge => EdgeCount.Of(spectrum, scree),
            _ => KneeCount.Of(spectrum, scree),
        };
    }

    /// <summary>
    /// The name of a rule, as in the results' files: <c>gap</c>, <c>ratio</c>, <c>elbow</c>, <c>bulk-edge</c>, <c>knee</c>.
    /// </summary>
    /// <param name="rule">The rule.</param>
    public static string Name(this OutlierRule rule) => rule == OutlierRule.BulkEdge ? "bulk-edge" : rule.ToString().ToLowerInvariant();

    /// <summary>The counts of all rules, in the order of <see cref="OutlierRule"/>.</summary>
    /// <param name="spectrum">The spectrum.</param>
    public static IReadOnlyList<OutlierCount> CountByEveryRule(Spectrum spectrum) =>
        [.. Enum.GetValues<OutlierRule>().Select(rule => Count(spectrum, rule))];

    /// <summary>
    /// The knee that <see cref="OutlierRule.Knee"/> counts by, with its place, interval, slopes and goodness. It is there whether or not it
    /// is clear (<see cref="Knee.IsClear"/>), which says whether the rule applies.
    /// </summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <returns>Null where there are too few eigenvalues, or a flat bulk, which has none.</returns>
    public static Knee? KneeOf(Spectrum spectrum)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        Scree scree = Scree.Of(spectrum);
        return scree.FlatCount is null ? KneeCount.Find(spectrum, scree) : null;
    }

    /// <summary>
    /// The counts where only the ends of a spectrum are known: by <see cref="OutlierRule.Gap"/>, as the whole spectrum gives it, where no
    /// difference below can be larger than the largest that is known, and <see cref="OutlierBasis.TooFew"/> otherwise; and by
    /// <see cref="OutlierRule.BulkEdge"/> for the known ones alone, below which there may be another edge.
    /// </summary>
    /// <param name="pairs">Pairs of both ends; those that converged count.</param>
    public static IReadOnlyList<OutlierCount> CountAmong(ExtremalEigenPairs pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var known = new KnownOutliers(pairs);
        return [known.ByGap(), known.ByBulkEdge()];
    }

    private static OutlierCount AboveFlatBulk(Spectrum spectrum, Scree scree, OutlierRule rule, int count)
    {
        if (count == 0)
        {
            return None(rule);
        }

        double last = spectrum.Eigenvalues[count - 1], next = spectrum.Eigenvalues[count];
        double strength = (last - scree.Level) / spectrum.NoiseFloor;
        return new OutlierCount(rule, count, next + (0.5 * (last - next)), strength) { Basis = OutlierBasis.FlatBulk };
    }

    private static OutlierCount AtLargestDifference(Spectrum spectrum, Scree scree)
    {
        double[] heights = [.. scree.Heights.TakeWhile(h => h > spectrum.NoiseFloor)];
        int last = LargestStep(heights, spectrum, (above, below) => above - below);
        if (last < 0)
        {
            return NoneOf(OutlierRule.Gap, isTooFew: heights.Length == 1);
        }

        double above = heights[last], below = heights[last + 1];
        return new OutlierCount(OutlierRule.Gap, last + 1, scree.Level + (0.5 * (above + below)), above - below);
    }

    private static OutlierCount AtLargestQuotient(Spectrum spectrum, Scree scree)
    {
        double[] heights = [.. scree.Heights.TakeWhile(h => h > Math.Max(spectrum.RelativeFloor, scree.Depth))];
        // The other side of a bulk of both signs shows where its edge is. Rounding does not: what is above it need not end there.
        double[] neighbours = scree.Depth > spectrum.RelativeFloor ? [.. heights, scree.Depth] : heights;
        int last = LargestStep(neighbours, spectrum, (above, below) => above / below);
        if (last < 0)
        {
            return NoneOf(OutlierRule.Ratio, isTooFew: neighbours.Length == 1 && heights.Length == 1);
        }

        double above = neighbours[last], below = neighbours[last + 1];
        return new OutlierCount(OutlierRule.Ratio, last + 1, scree.Level + Scree.Between(above, below), above / below);
    }

    private static OutlierCount AtElbow(Spectrum spectrum, Scree scree)
    {
        int positive = scree.Heights.TakeWhile(h => h > spectrum.NoiseFloor).Count();
        int aboveDepth = scree.Heights.TakeWhile(h => h > scree.Depth).Count();
        int length = Math.Clamp(aboveDepth, Math.Min(ShortestScree, positive), positive);
        double[] logarithms = [.. scree.Heights.Take(length).Select(h => Math.Log(h))];
        if (length < 3 || logarithms[0] == logarithms[^1])
        {
            return NoneOf(OutlierRule.Elbow, isTooFew: length is 1 or 2);
        }

        double Depth(int i) => 1 - (i / (double)(length - 1)) - ((logarithms[i] - logarithms[^1]) / (logarithms[0] - logarithms[^1]));
        int elbow = Enumerable.Range(0, length).MaxBy(Depth);
        if (elbow == 0 || !Scree.AreDistinct(scree.Heights[elbow - 1], scree.Heights[elbow], spectrum))
        {
            return None(OutlierRule.Elbow);
        }

        double cutoff = scree.Level + Scree.Between(scree.Heights[elbow - 1], scree.Heights[elbow]);
        return new OutlierCount(OutlierRule.Elbow, elbow, cutoff, Depth(elbow));
    }

    // The index of the last before the largest step between neighbours that the stated errors tell apart; −1 where there are no such
    // neighbours.
    private static int LargestStep(double[] heights, Spectrum spectrum, Func<double, double, double> strength)
    {
        int last = -1;
        for (int i = 0; i + 1 < heights.Length; i++)
        {
            if (Scree.AreDistinct(heights[i], heights[i + 1], spectrum)
                && (last < 0 || strength(heights[i], heights[i + 1]) > strength(heights[last], heights[last + 1])))
            {
                last = i;
            }
        }

        return last;
    }

    private static OutlierCount None(OutlierRule rule) => new(rule, 0, double.NaN, double.NaN);

    private static OutlierCount NoneOf(OutlierRule rule, bool isTooFew) =>
        isTooFew ? OutlierCount.Missing(rule, OutlierBasis.TooFew) : None(rule);
}
