namespace TorchCurvature.Experiments.Claims;

/// <summary>Networks of growing width, and one curve of each for every seed.</summary>
/// <param name="Curves">The curves, by width and seed.</param>
internal sealed record WidthRow(IReadOnlyList<NetworkCurve> Curves)
{
    /// <summary>The widths, ascending.</summary>
    public int[] Widths => [.. Curves.Select(c => c.Size).Distinct().Order()];

    /// <summary>The seeds, ascending.</summary>
    public int[] Seeds => [.. Curves.Select(c => c.Seed).Distinct().Order()];

    /// <summary>The curve of a width and a seed.</summary>
    public NetworkCurve At(int width, int seed) => Curves.Single(c => c.Size == width && c.Seed == seed);

    /// <summary>For each seed, something of the narrowest and the widest network.</summary>
    public double[] OfEnds(Func<NetworkCurve, NetworkCurve, double> compare)
    {
        int[] widths = Widths;
        return [.. Seeds.Select(seed => compare(At(widths[0], seed), At(widths[^1], seed)))];
    }
}
