using MathNet.Numerics.Distributions;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>A kind of spectrum of which it is known how many eigenvalues are large.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Large">How many are.</param>
/// <param name="Draw">Draws one.</param>
internal sealed record SyntheticSpectrum(string Name, int Large, Func<Random, Spectrum> Draw)
{
    private const int Dimension = 200;

    /// <summary>Whether the eigenvalues are drawn each by itself, which those of no matrix are.</summary>
    public bool IsIndependent { get; init; }

    /// <summary>Kinds whose scree is one line or a curve.</summary>
    public static IReadOnlyList<SyntheticSpectrum> WithoutKnee { get; } =
    [
        new("one line", 0, random => MeasuredScree.All[random.Next(MeasuredScree.All.Count)].Draw(double.PositiveInfinity, 160, random)),
        new("Wishart, P / N = 1/10", 0, random => Of(Wishart(random, 10 * Dimension))),
        new("Wishart, P / N = 1/2", 0, random => Of(Wishart(random, 2 * Dimension))),
        new("Wishart, P / N = 1", 0, random => Of(Wishart(random, Dimension))),
        new("symmetric Gaussian", 0, random => Of(Symmetric(random))),
        new("independent, lognormal with σ = 2", 0, random => Of(Independent(random, r => Math.Exp(2 * Normal.Sample(r, 0, 1)))))
        {
            IsIndependent = true,
        },
        new("independent, Pareto with index 1", 0, random => Of(Independent(random, r => 1 / (1 - r.NextDouble()))))
        {
            IsIndependent = true,
        },
        new("independent, exponential", 0, random => Of(Independent(random, r => -Math.Log(1 - r.NextDouble())))) { IsIndependent = true },
    ];

    /// <summary>Kinds with and without outliers, as rules that count meet them.</summary>
    public static IReadOnlyList<SyntheticSpectrum> All { get; } =
    [
        .. WithoutKnee,
        new("power law 1/i", 0, _ => Of(Enumerable.Range(1, Dimension).Select(i => 1.0 / i))),
        new("Wishart + 5 clear outliers", 5, random => Of([.. Between(random, 5, 30, 40), .. Wishart(random, 2 * Dimension)])),
        new("symmetric Gaussian + 10 clear outliers", 10, random => Of([.. Between(random, 10, 30, 40), .. Symmetric(random)])),
        new("10 at 30–40, 90 at 8–12, Wishart bulk below 0.3", 10, random => Of(
            [.. Between(random, 10, 30, 40), .. Between(random, 90, 8, 12), .. Wishart(random, 2 * Dimension).Select(e => 0.1 * e)])),
        new("5 at 30–40, 20 at 8–12, Wishart bulk below 0.3", 5, random => Of(
            [.. Between(random, 5, 30, 40), .. Between(random, 20, 8, 12), .. Wishart(random, 2 * Dimension).Select(e => 0.1 * e)])),
        new("10 outliers over three decades", 10, random => Of(
            [.. Enumerable.Range(0, 10).Select(i => 4 * Math.Pow(10, 3 * (i + random.NextDouble()) / 10)), .. Wishart(random, 400)])),
        new("5 at 30–40 and one at −50", 5, random => Of([.. Between(random, 5, 30, 40), .. Wishart(random, 2 * Dimension), -50])),
        new("5 at 30–40, a bulk of 25, the rest 0", 5, random => Of(
            [.. Between(random, 5, 30, 40), .. Wishart(random, 50, 25), .. new double[170]])),
        new("steep line of 11, then a flat one", 11, random =>
            MeasuredScree.All[random.Next(MeasuredScree.All.Count)].Draw(11.5, 160, random)),
        new("steep line of 30, then a flat one", 30, random =>
            MeasuredScree.All[random.Next(MeasuredScree.All.Count)].Draw(30.5, 160, random)),
    ];

    private static Spectrum Of(IEnumerable<double> eigenvalues) =>
        Spectrum.FromEigenvalues([.. eigenvalues.OrderDescending()], ScalarType.Float64);

    private static IEnumerable<double> Between(Random random, int count, double low, double high) =>
        Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble()));

    private static IEnumerable<double> Independent(Random random, Func<Random, double> draw) =>
        Enumerable.Range(0, Dimension).Select(_ => draw(random));

    private static IReadOnlyList<double> Wishart(Random random, int examples, int dimension = Dimension)
    {
        using Generator generator = new((ulong)random.Next());
        return SampleCovariance.Sample([.. Enumerable.Repeat(1.0, dimension)], examples, generator).Eigenvalues;
    }

    private static IReadOnlyList<double> Symmetric(Random random)
    {
        using Generator generator = new((ulong)random.Next());
        using Tensor square = randn([2 * Dimension, 2 * Dimension], float64, generator: generator);
        using Tensor transposed = square.t();
        using Tensor sum = square + transposed;
        using var symmetric = new DenseOperator(sum.DividedBy(Math.Sqrt(8 * Dimension)));
        return DenseEigensolver.Values(symmetric).Values;
    }
}
