namespace TorchCurvature.Spectra;

/// <summary>Counts the large eigenvalues of a spectrum by a stated rule. Needs only the sorted eigenvalues; costs one pass over them.</summary>
public static class OutlierCounting
{
    private const int ShortestScree = 10;

    /// <summary>The count that a rule gives.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>A count of 0 where too few positive eigenvalues are above the rule's floor to compare neighbours.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static OutlierCount Count(Spectrum spectrum, OutlierRule rule)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        return rule switch
        {
            OutlierRule.Gap => AtLargest(spectrum, rule, spectrum.NoiseFloor, (above, below) => above - below, (above, below) => 0.5 * (above + below)),
            OutlierRule.Ratio => AtLargest(
                spectrum, rule, spectrum.RelativeFloor, (above, below) => above / below, (above, below) => Math.Sqrt(above) * Math.Sqrt(below)),
            OutlierRule.Elbow => AtKnee(spectrum),
            OutlierRule.BulkEdge => AboveBulk(spectrum),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
        };
    }

    /// <summary>The name of a rule, as in the results' files: <c>gap</c>, <c>ratio</c>, <c>elbow</c>, <c>bulk-edge</c>.</summary>
    /// <param name="rule">The rule.</param>
    public static string Name(this OutlierRule rule) => rule == OutlierRule.BulkEdge ? "bulk-edge" : rule.ToString().ToLowerInvariant();

    /// <summary>The counts of all rules, in the order of <see cref="OutlierRule"/>.</summary>
    /// <param name="spectrum">The spectrum.</param>
    public static IReadOnlyList<OutlierCount> CountByEveryRule(Spectrum spectrum) =>
        [.. Enum.GetValues<OutlierRule>().Select(rule => Count(spectrum, rule))];

    private static OutlierCount AtLargest(
        Spectrum spectrum, OutlierRule rule, double floor, Func<double, double, double> strength, Func<double, double, double> between)
    {
        double[] scree = [.. spectrum.Eigenvalues.TakeWhile(e => e > floor)];
        if (scree.Length < 2)
        {
            return None(rule);
        }

        int last = Enumerable.Range(0, scree.Length - 1).MaxBy(i => strength(scree[i], scree[i + 1]));
        return new OutlierCount(rule, last + 1, between(scree[last], scree[last + 1]), strength(scree[last], scree[last + 1]));
    }

    private static OutlierCount AtKnee(Spectrum spectrum)
    {
        int positive = spectrum.PositiveCount;
        int length = Math.Clamp(spectrum.Eigenvalues.TakeWhile(e => e > Math.Abs(spectrum.Smallest)).Count(), Math.Min(ShortestScree, positive), positive);
        double[] scree = [.. spectrum.Eigenvalues.Take(length).Select(e => Math.Log(e))];
        if (length < 3 || scree[0] == scree[^1])
        {
            return None(OutlierRule.Elbow);
        }

        double Depth(int i) => 1 - (i / (double)(length - 1)) - ((scree[i] - scree[^1]) / (scree[0] - scree[^1]));
        int knee = Enumerable.Range(0, length).MaxBy(Depth);
        return knee == 0 ? None(OutlierRule.Elbow) : new OutlierCount(OutlierRule.Elbow, knee, Math.Exp(0.5 * (scree[knee - 1] + scree[knee])), Depth(knee));
    }

    private static OutlierCount AboveBulk(Spectrum spectrum)
    {
        double[] scree = [.. spectrum.Eigenvalues.TakeWhile(e => e > spectrum.RelativeFloor).Select(e => Math.Log(e))];
        // F has eigenvalues of both signs: a positive one no larger than the most negative one is not told from its bulk. And the lower half of the scree has an edge of its own at its lower end.
        int last = Math.Min(spectrum.Eigenvalues.TakeWhile(e => e > Math.Abs(spectrum.Smallest)).Count(), (scree.Length / 2) - BulkEdge.Width);
        (int Count, double Quotient, double Distance) found = default;
        for (int k = 1; k <= last; k++)
        {
            double distance = BulkEdge.Fit(scree.AsSpan(k, BulkEdge.Width)).DistanceOf(scree[k - 1]);
            double quotient = scree[k - 1] - scree[k];
            if (distance > BulkEdge.CriticalDistance && quotient > found.Quotient)
            {
                found = (k, quotient, distance);
            }
        }

        return found.Count == 0
            ? None(OutlierRule.BulkEdge)
            : new OutlierCount(OutlierRule.BulkEdge, found.Count, Math.Exp(0.5 * (scree[found.Count - 1] + scree[found.Count])), found.Distance);
    }

    private static OutlierCount None(OutlierRule rule) => new(rule, 0, double.NaN, double.NaN);
}
