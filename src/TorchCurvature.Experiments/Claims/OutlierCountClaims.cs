using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Claims about how many large eigenvalues, or principal components, there are.</summary>
internal static class OutlierCountClaims
{
    // Most networks are more than half of them; "exactly" allows for one in twenty.
    private const double Most = 0.5;
    private const double Exactly = 0.95;

    private const string ExactShare = "(exact binomial 95 % interval)";

    /// <summary>There are outliers beside the bulk.</summary>
    /// <param name="networks">One scree for each trained network; at least one.</param>
    public static Judgement BulkAndOutliers(IReadOnlyList<ClassScree> networks) => Judgement.Above(
        $"share of networks with eigenvalues above an edge of their bulk {ExactShare}",
        Interval.OfShare(networks.Count(n => n.AboveEdge > 0), networks.Count), networks.Count, Most);

    /// <summary>As many eigenvalues as classes are above the gap.</summary>
    /// <param name="networks">One scree for each trained network; at least one.</param>
    public static Judgement ExactlyAsManyAsClasses(IReadOnlyList<ClassScree> networks)
    {
        int exact = networks.Count(n => n.BeforeLargestQuotient == n.Classes);
        int withinOne = networks.Count(n => Math.Abs(n.BeforeLargestQuotient - n.Classes) <= 1);
        return Judgement.Above(
            $"share of networks with exactly C eigenvalues before the largest quotient of neighbours {ExactShare}; "
                + $"within one of C are {withinOne} of {networks.Count}",
            Interval.OfShare(exact, networks.Count), networks.Count, Exactly);
    }

    /// <summary>The number of large principal components is another one than that of classes.</summary>
    /// <param name="data">How many there are for each number of classes, one count a seed.</param>
    public static Judgement OtherThanClasses(IReadOnlyList<ClassCounts> data)
    {
        int all = data.Sum(d => d.Counts.Count), equal = data.Sum(d => d.Counts.Count(count => count == d.Classes));
        int oneLess = data.Sum(d => d.Counts.Count(count => count == d.Classes - 1));
        return Judgement.Below(
            $"share of data sets with exactly C large principal components {ExactShare}; C − 1 have {oneLess} of {all}",
            Interval.OfShare(equal, all), all, Most);
    }

    /// <summary>Table 1: ReLU networks have as many large eigenvalues as classes, within one.</summary>
    /// <param name="runs">The networks of the table; at least one of ReLU units.</param>
    public static Judgement WithinOne(IReadOnlyList<CountedRun> runs)
    {
        CountedRun[] relu = [.. runs.Where(r => r.IsReLU)];
        int within = relu.Count(r => r.AboveEdge is { } count && Math.Abs(count - r.Classes) <= 1);
        return Judgement.Above(
            $"share of ReLU networks with C eigenvalues above the bulk's edge, within one {ExactShare}",
            Interval.OfShare(within, relu.Length), relu.Length, Most);
    }
}
