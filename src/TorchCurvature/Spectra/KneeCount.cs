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
        double[] heights = [.. scree.Heights.Take(_lengths[^1]).TakeWhile(h => h > spectrum.RelativeFloor)];
        if (heights.Length == 0)
        {
            return new OutlierCount(OutlierRule.Knee, 0, double.NaN, double.NaN);
        }

        if (heights.Length < Knee.ShortestScree)
        {
            return OutlierCount.Missing(OutlierRule.Knee, OutlierBasis.TooFew);
        }

        Knee[] knees = [.. Knees([.. heights.Select(h => Math.Log(h))])];
        Knee? found = knees.FirstOrDefault(k => k.IsClear && k.Upper < (double)k.Length / 2);
        int count = (int)(found?.Place ?? 0);
        if (found is null || !Scree.AreDistinct(heights[count - 1], heights[count], spectrum))
        {
            return OutlierCount.Missing(OutlierRule.Knee, OutlierBasis.NotApplicable, knees.Max(k => k.Goodness));
        }

        double cutoff = scree.Level + Scree.Between(heights[count - 1], heights[count]);
        return new OutlierCount(OutlierRule.Knee, count, cutoff, found.Goodness) { Fewest = (int)found.Lower, Most = (int)found.Upper };
    }

    private static IEnumerable<Knee> Knees(double[] logarithms) => _lengths
        .Select(length => Math.Min(length, logarithms.Length))
        .Distinct()
        .Select(length => Knee.Of(logarithms[..length]));
}
