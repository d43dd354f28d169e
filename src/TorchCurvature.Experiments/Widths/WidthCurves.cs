namespace TorchCurvature.Experiments.Widths;

/// <summary>The left edges of the networks of one width.</summary>
/// <param name="Width">h, the units of the hidden layer.</param>
/// <param name="Seeds">For each seed, scaled eigenvalues at ratios index / P that are the same for all widths.</param>
internal sealed record WidthCurves(int Width, IReadOnlyList<IReadOnlyList<double>> Seeds)
{
    /// <summary>The mean over the seeds at each ratio.</summary>
    public double[] Mean() => [.. Enumerable.Range(0, Seeds[0].Count).Select(place => Seeds.Average(curve => curve[place]))];

    /// <summary>How far the means of two widths are apart, over their size.</summary>
    public double DistanceTo(WidthCurves other) => Distance(Mean(), other.Mean());

    /// <summary>How far single seeds are apart, in the mean over their pairs; NaN for one seed.</summary>
    public double DistanceOfSeeds()
    {
        var pairs =
            from one in Enumerable.Range(0, Seeds.Count)
            from other in Enumerable.Range(one + 1, Seeds.Count - one - 1)
            select Distance(Seeds[one], Seeds[other]);
        return pairs.DefaultIfEmpty(double.NaN).Average();
    }

    private static double Distance(IReadOnlyList<double> one, IReadOnlyList<double> other) =>
        2 * one.Zip(other, (a, b) => Math.Abs(a - b)).Sum() / one.Concat(other).Sum(Math.Abs);
}
