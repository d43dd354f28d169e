namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>Spectra that are hard in one way each, drawn at random from a seed; in descending order.</summary>
internal static class PrescribedSpectra
{
    public static readonly string[] Kinds =
        ["distinct", "clustered", "degenerate", "indefinite", "rank-deficient", "decaying", "hessian-like"];

    public static double[] Draw(string kind, int size, uint seed)
    {
        var random = new Random((int)seed);
        double[] values = kind switch
        {
            "distinct" => [.. Range(size).Select(i => (double)(size - i))],

            // Groups of five, 1e-9 apart, ahead of a bulk.
            "clustered" => [.. Range(size).Select(i => i < 30 ? 10 - (i / 5) + (1e-9 * i) : random.NextDouble() - 0.5)],

            // Up to six copies of each outlier, at both ends, and a bulk of three values.
            "degenerate" => [.. Range(size).Select(i => i < 40 ? (i % 2 == 0 ? 1 : -1) * (3 + (i / (2 + (size % 11)))) : i % 3)],
            "indefinite" => [.. Range(size).Select(i => 50 * Math.Cos(1.0 + i))],
            "rank-deficient" => [.. Range(size).Select(i => i < size / 4 ? Math.Exp(3 * Normal(random)) : 0)],
            "decaying" => [.. Range(size).Select(i => Math.Pow(10, -15.0 * i / size))],

            // A few large values, a bulk near zero, a few clearly negative ones.
            "hessian-like" => [.. Range(size).Select(
                i => i < 9 ? 1 + (2 * random.NextDouble()) : i < 20 ? -0.3 * random.NextDouble() : 0.02 * Math.Pow(Normal(random), 3))],
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return [.. values.OrderDescending()];
    }

    private static IEnumerable<int> Range(int size) => Enumerable.Range(0, size);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
