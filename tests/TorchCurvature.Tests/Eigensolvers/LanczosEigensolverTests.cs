using System.Globalization;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>Prescribe the spectrum, hide it behind products, and ask for its ends back.</summary>
public sealed class LanczosEigensolverTests
{
    // TORCHCURVATURE_RANDOM_CASES=1000 runs what the claim in the README rests on.
    private static readonly int s_cases = int.Parse(Environment.GetEnvironmentVariable("TORCHCURVATURE_RANDOM_CASES") ?? "28", CultureInfo.InvariantCulture);

    /// <summary>Every reported interval holds the true eigenvalue of its rank. A missing copy would shift all ranks below it, and a duplicate all above.</summary>
    [Fact]
    public void EveryIntervalHoldsTheEigenvalueOfItsRank()
    {
        List<string> failures = [];
        long products = 0;
        int converged = 0, pairs = 0, statusConverged = 0;
        for (uint seed = 0; seed < s_cases; seed++)
        {
            using LiveTensors live = new();
            var random = new Random((int)seed);
            string kind = PrescribedSpectra.Kinds[seed % PrescribedSpectra.Kinds.Length];
            int size = (int)(100 * Math.Pow(50, random.NextDouble()));
            double[] expected = PrescribedSpectra.Draw(kind, size, seed);
            using ReflectedOperator a = new(expected, seed);
            var options = new LanczosOptions { Top = random.Next(1, 21), Bottom = random.Next(0, 21), BlockSize = random.Next(2, 9), MaxProducts = 4000, Seed = seed };
            using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, options);
            string name = $"case {seed}: {kind}, n = {size}, {options.Top} + {options.Bottom}, blocks of {options.BlockSize}, {found.Status} after {found.Products}";
            failures.AddRange(Misses(found, expected).Select(miss => $"{name}: {miss}"));
            Assert.Equal(a.Products, found.Products);
            AssertOrthonormal(found, 1e-12);
            (products, pairs, converged) = (products + found.Products, pairs + found.Pairs.Count, converged + found.Pairs.Count(p => p.IsConverged));
            statusConverged += found.Status is SolverStatus.Converged or SolverStatus.InvariantSubspace ? 1 : 0;
            if (s_cases >= 200)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(name + string.Concat(Misses(found, expected).Select(m => "\n   MISS " + m)));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{s_cases} cases, {pairs} pairs, {converged} converged, {statusConverged} runs converged, {products} products, {failures.Count} misses");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static IEnumerable<string> Misses(ExtremalEigenPairs found, double[] expected) =>
        from pair in found.Pairs
        let truth = pair.End == SpectrumEnd.Top ? expected[pair.Index - 1] : expected[^pair.Index]
        where !(pair.Lower <= truth && truth <= pair.Upper)
        select string.Create(CultureInfo.InvariantCulture, $"{pair.End} {pair.Index} is {truth:r}, not within {pair.Radius:g3} of {pair.Value:r} (converged: {pair.IsConverged})");

    private static void AssertOrthonormal(ExtremalEigenPairs found, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = found.Vectors.to(float64);
        TensorAssert.Near(eye(v.shape[1], dtype: float64), v.t().mm(v), tolerance);
    }
}
