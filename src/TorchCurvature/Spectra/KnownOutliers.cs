using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>
/// Counts of large eigenvalues where only the upper end of a spectrum is known. Whatever is not known lies between 0 and the last one that
/// is, as far as it is positive.
/// </summary>
internal sealed class KnownOutliers
{
    private readonly double[] _heights;
    private readonly double _depth;
    private readonly double _error;

    /// <param name="pairs">The pairs; those of the upper end count up to the first that has not converged.</param>
    public KnownOutliers(ExtremalEigenPairs pairs)
    {
        RitzPair[] top = [.. pairs.At(SpectrumEnd.Top).TakeWhile(p => p.IsConverged)];
        _error = top.Length == 0 ? 0 : Math.Max(pairs.RankResolution, top.Max(p => p.Radius));
        _heights = [.. top.Select(p => p.Value).TakeWhile(value => value > _error)];
        _depth = Math.Max(0, -(pairs.Outermost(SpectrumEnd.Bottom)?.Value ?? 0));
    }

    /// <summary>The largest difference, where it is larger than any that may be below.</summary>
    public OutlierCount ByGap()
    {
        int last = Largest(i => AreDistinct(i) ? _heights[i] - _heights[i + 1] : double.NegativeInfinity);
        if (last < 0 || _heights[last] - _heights[last + 1] < _heights[^1])
        {
            return TooFew(OutlierRule.Gap);
        }

        double above = _heights[last], below = _heights[last + 1];
        return new OutlierCount(OutlierRule.Gap, last + 1, 0.5 * (above + below), above - below);
    }

    /// <summary>
    /// The edge of those that are known: the rule on them alone, which sees none of the lowest <see cref="BulkEdge.Width"/>.
    /// </summary>
    public OutlierCount ByBulkEdge()
    {
        int visible = Math.Min(_heights.Length - BulkEdge.Width, _heights.Count(h => h > _depth));
        if (visible < 1)
        {
            return TooFew(OutlierRule.BulkEdge);
        }

        double[] logarithms = [.. _heights.Select(h => Math.Log(h))];
        int last = Largest(
            i => i < visible && AreDistinct(i) && DistanceOf(i) > BulkEdge.CriticalDistance
                ? logarithms[i] - logarithms[i + 1]
                : double.NegativeInfinity);
        if (last < 0)
        {
            return new OutlierCount(OutlierRule.BulkEdge, 0, double.NaN, double.NaN);
        }

        double cutoff = Math.Sqrt(_heights[last]) * Math.Sqrt(_heights[last + 1]);
        return new OutlierCount(OutlierRule.BulkEdge, last + 1, cutoff, DistanceOf(last));

        double DistanceOf(int i) => BulkEdge.Fit(logarithms.AsSpan(i + 1, BulkEdge.Width)).DistanceOf(logarithms[i]);
    }

    private static OutlierCount TooFew(OutlierRule rule) =>
        OutlierCount.Missing(rule, OutlierBasis.TooFew);

    private bool AreDistinct(int i) => _heights[i] - _heights[i + 1] > 2 * _error;

    // The place before the largest step; −1 where there is none.
    private int Largest(Func<int, double> step)
    {
        int[] places = [.. Enumerable.Range(0, Math.Max(0, _heights.Length - 1)).Where(i => double.IsFinite(step(i)))];
        return places.Length == 0 ? -1 : places.MaxBy(step);
    }
}
