namespace TorchCurvature.Spectra;

/// <summary>The count of <see cref="OutlierRule.Knee"/>.</summary>
internal static class KneeCount
{
    // A knee at the tenth eigenvalue is seen best among some forty, one at the fiftieth among more: what is far behind it need not be
    // straight.
    private static readonly int[] _lengths = [40, 80, 160];

    /// <summary>The eigenvalues before the knee.</summary>
    public static OutlierCount Of(Spectrum spectrum, Scree scree)
    {
        double[] heights = Heights(spectrum, scree);
        if (heights.Length < Knee.ShortestScree)
        {
            return heights.Length == 0
                ? new OutlierCount(OutlierRule.Knee, 0, double.NaN, double.NaN)
                : OutlierCount.Missing(OutlierRule.Knee, OutlierBasis.TooFew);
        }

        Knee knee = Find(heights);
        int count = (int)knee.Place;
        if (!IsInside(knee) || !Scree.AreDistinct(heights[count - 1], heights[count], spectrum))
        {
            return OutlierCount.Missing(OutlierRule.Knee, OutlierBasis.NotApplicable, knee.Goodness);
        }

        double cutoff = scree.Level + Scree.Between(heights[count - 1], heights[count]);
        return new OutlierCount(OutlierRule.Knee, count, cutoff, knee.Goodness) { Fewest = (int)knee.Lower, Most = (int)knee.Upper };
    }

    /// <summary>The knee that the count is of, clear or not; null where there are too few eigenvalues.</summary>
    public static Knee? Find(Spectrum spectrum, Scree scree)
    {
        double[] heights = Heights(spectrum, scree);
        return heights.Length < Knee.ShortestScree ? null : Find(heights);
    }

    private static double[] Heights(Spectrum spectrum, Scree scree) =>
        [.. scree.Heights.Take(_lengths[^1]).TakeWhile(h => h > spectrum.RelativeFloor)];

    // The first that is clear, or else the one that comes nearest to it.
    private static Knee Find(double[] heights)
    {
        double[] logarithms = [.. heights.Select(h => Math.Log(h))];
        List<Knee> unclear = [];
        foreach (int length in _lengths.Select(length => Math.Min(length, logarithms.Length)).Distinct())
        {
            var knee = Knee.Of(logarithms[..length]);
            if (IsInside(knee))
            {
                return knee;
            }

            unclear.Add(knee);
        }

        return unclear.MaxBy(knee => knee.Goodness)!;
    }

    // A knee that may as well be further down is looked for in a longer scree.
    private static bool IsInside(Knee knee) => knee.IsClear && knee.Upper < 0.5 * knee.Length;
}
