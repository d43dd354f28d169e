namespace TorchCurvature.Spectra;

/// <summary>The count of <see cref="OutlierRule.BulkEdge"/>: eigenvalues above the edge of those below them.</summary>
internal sealed class EdgeCount
{
    private readonly Spectrum _spectrum;
    private readonly double _level;
    private readonly double[] _heights;
    private readonly double[] _logarithms;
    private readonly int _aboveDepth;

    // F has eigenvalues of both signs: a positive one no larger than the depth of the bulk is not told from it.
    private EdgeCount(Spectrum spectrum, double level, IEnumerable<double> heights, double depth)
    {
        (_spectrum, _level) = (spectrum, level);
        _heights = [.. heights.TakeWhile(h => h > spectrum.RelativeFloor)];
        _logarithms = [.. _heights.Select(h => Math.Log(h))];
        _aboveDepth = _heights.TakeWhile(h => h > depth).Count();
    }

    // The lower half of the scree has an edge of its own at its lower end.
    private int Half => _heights.Length / 2;

    /// <summary>The eigenvalues above the bulk's edge.</summary>
    public static OutlierCount Of(Spectrum spectrum, Scree scree) =>
        new EdgeCount(spectrum, scree.Level, scree.Heights, DepthOfBulk(spectrum, scree)).Count();

    // Negative eigenvalues that are beyond an edge of the others, or too few to have one, are outliers themselves and no depth of the bulk.
    private static double DepthOfBulk(Spectrum spectrum, Scree scree)
    {
        double[] depths = scree.Depth > 0
            ? [.. spectrum.Eigenvalues.Reverse().Select(e => scree.Level - e).TakeWhile(depth => depth > spectrum.NoiseFloor)]
            : [];
        if (depths.Length <= Scree.FewestOfABulk)
        {
            return 0;
        }

        var mirrored = new EdgeCount(spectrum, scree.Level, depths, depth: 0);
        return depths[mirrored.Edges(BulkEdge.Width).MaxBy(edge => edge.Quotient)?.Count ?? 0];
    }

    private OutlierCount Count()
    {
        ScreeEdge[] edges = [.. Edges(BulkEdge.Width)];
        bool seesEnough = Half - BulkEdge.Width >= Math.Min(BulkEdge.Width, _aboveDepth);
        if (edges.Length == 0 && !seesEnough)
        {
            edges = [.. Edges(BulkEdge.LeastWidth)];
            seesEnough = Half - BulkEdge.LeastWidth >= Math.Min(BulkEdge.LeastWidth, _aboveDepth);
        }

        if (edges.Length == 0)
        {
            return WithoutEdge(seesEnough);
        }

        ScreeEdge found = edges.MaxBy(edge => edge.Quotient)!;
        double cutoff = _level + Scree.Between(_heights[found.Count - 1], _heights[found.Count]);
        int[] ends = [.. ScreeLevels.Ends(_logarithms, edges, found.Count)];
        return new OutlierCount(OutlierRule.BulkEdge, found.Count, cutoff, found.Distance)
        {
            Levels = ends.Length > 1 ? [.. ends.Select((end, i) => i == 0 ? end : end - ends[i - 1])] : null,
        };
    }

    // All places that are edges for as many eigenvalues behind them as are in the upper half, at most the usual width.
    private IEnumerable<ScreeEdge> Edges(int least)
    {
        for (int k = 1; k <= Math.Min(_aboveDepth, Half - least); k++)
        {
            int width = Math.Min(BulkEdge.Width, Half - k);
            double distance = BulkEdge.Fit(_logarithms.AsSpan(k, width)).DistanceOf(_logarithms[k - 1]);
            if (distance > BulkEdge.CriticalDistance && Scree.AreDistinct(_heights[k - 1], _heights[k], _spectrum))
            {
                yield return new ScreeEdge(k, _logarithms[k - 1] - _logarithms[k], distance);
            }
        }
    }

    private OutlierCount WithoutEdge(bool seesEnough)
    {
        if (!seesEnough)
        {
            return OutlierCount.Missing(OutlierRule.BulkEdge, OutlierBasis.TooFew);
        }

        int looked = Math.Min(BulkEdge.WidestLook, _heights.Length / 5);
        bool looksLikeOne = looked < BulkEdge.LeastWidth || BulkEdge.StrayOf(_logarithms.AsSpan(0, looked)) <= BulkEdge.LargestStray;
        return looksLikeOne
            ? new OutlierCount(OutlierRule.BulkEdge, 0, double.NaN, double.NaN)
            : OutlierCount.Missing(OutlierRule.BulkEdge, OutlierBasis.NotApplicable);
    }
}
