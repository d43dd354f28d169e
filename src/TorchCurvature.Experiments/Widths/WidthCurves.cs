using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Widths;

/// <summary>The left edges of the networks of one width.</summary>
/// <param name="Width">h, the units of the hidden layer.</param>
/// <param name="Seeds">For each seed, eigenvalues at ratios index / P that are the same for all widths.</param>
internal sealed record WidthCurves(int Width, IReadOnlyList<IReadOnlyList<double>> Seeds)
{
    /// <summary>The median over the seeds at each ratio.</summary>
    public double[] Medians() =>
        [.. Enumerable.Range(0, Seeds[0].Count).Select(place => SeedSummary.Of(Seeds.Select(curve => curve[place])).Median)];

    /// <summary>The largest vertical distance between the medians of two widths.</summary>
    public double DistanceTo(WidthCurves other) => Medians().Zip(other.Medians(), (x, y) => Math.Abs(x - y)).Max();
}
