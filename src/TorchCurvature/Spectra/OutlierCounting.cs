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
    /// A count of 0 where nothing stands out, or too few eigenvalues are above the rule's floor; <see cref="OutlierCount.Basis"/> says
    /// which.
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
            OutlierRule.Elbow => AtKnee(spectrum, scree),
            _ => AboveBulk(spectrum, scree),
        };
    }

    /// <summary>The name of a rule, as in the results' files: <c>gap</c>, <c>ratio</c>, <c>elbow</c>, <c>bulk-edge</c>.</summary>
    /// <param name="rule">The rule.</param>
    public static string Name(this OutlierRule rule) => rule == OutlierRule.BulkEdge ? "bulk-edge" : rule.ToString().ToLowerInvariant();

    /// <summary>The counts of all rules, in the order of <see cref="OutlierRule"/>.</summary>
    /// <param name="spectrum">The spectrum.</param>
    public static IReadOnlyList<OutlierCount> CountByEveryRule(Spectrum spectrum) =>
        [.. Enum.GetValues<OutlierRule>().Select(rule => Count(spectrum, rule))];

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
        return new OutlierCount(OutlierRule.Ratio, last + 1, scree.Level + GeometricMean(above, below), above / below);
    }

    private static OutlierCount AtKnee(Spectrum spectrum, Scree scree)
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
        int knee = Enumerable.Range(0, length).MaxBy(Depth);
        if (knee == 0 || !AreDistinct(scree.Heights[knee - 1], scree.Heights[knee], spectrum))
        {
            return None(OutlierRule.Elbow);
        }

        double cutoff = scree.Level + GeometricMean(scree.Heights[knee - 1], scree.Heights[knee]);
        return new OutlierCount(OutlierRule.Elbow, knee, cutoff, Depth(knee));
    }

    private static OutlierCount AboveBulk(Spectrum spectrum, Scree scree)
    {
        double[] heights = [.. scree.Heights.TakeWhile(h => h > spectrum.RelativeFloor)];
        double[] logarithms = [.. heights.Select(h => Math.Log(h))];
        // F has eigenvalues of both signs: a positive one no larger than the most negative one is not told from its bulk. And the lower
        // half of the scree has an edge of its own at its lower end.
        int aboveDepth = heights.TakeWhile(h => h > scree.Depth).Count(), visible = (heights.Length / 2) - BulkEdge.Width;
        (int Count, double Quotient, double Distance) found = default;
        for (int k = 1; k <= Math.Min(aboveDepth, visible); k++)
        {
            double distance = BulkEdge.Fit(logarithms.AsSpan(k, BulkEdge.Width)).DistanceOf(logarithms[k - 1]);
            double quotient = logarithms[k - 1] - logarithms[k];
            if (distance > BulkEdge.CriticalDistance && quotient > found.Quotient && AreDistinct(heights[k - 1], heights[k], spectrum))
            {
                found = (k, quotient, distance);
            }
        }

        if (found.Count == 0)
        {
            return NoneOf(OutlierRule.BulkEdge, isTooFew: visible < Math.Min(BulkEdge.Width, aboveDepth));
        }

        double cutoff = scree.Level + GeometricMean(heights[found.Count - 1], heights[found.Count]);
        return new OutlierCount(OutlierRule.BulkEdge, found.Count, cutoff, found.Distance);
    }

    // The index of the last before the largest step between neighbours that the stated errors tell apart; −1 where there are no such
    // neighbours.
    private static int LargestStep(double[] heights, Spectrum spectrum, Func<double, double, double> strength)
    {
        int last = -1;
        for (int i = 0; i + 1 < heights.Length; i++)
        {
            if (AreDistinct(heights[i], heights[i + 1], spectrum)
                && (last < 0 || strength(heights[i], heights[i + 1]) > strength(heights[last], heights[last + 1])))
            {
                last = i;
            }
        }

        return last;
    }

    private static bool AreDistinct(double above, double below, Spectrum spectrum) => above - below > 2 * spectrum.NoiseFloor;

    private static double GeometricMean(double above, double below) => Math.Sqrt(above) * Math.Sqrt(below);

    private static OutlierCount None(OutlierRule rule) => new(rule, 0, double.NaN, double.NaN);

    private static OutlierCount NoneOf(OutlierRule rule, bool isTooFew) =>
        None(rule) with { Basis = isTooFew ? OutlierBasis.TooFew : OutlierBasis.None };
}
