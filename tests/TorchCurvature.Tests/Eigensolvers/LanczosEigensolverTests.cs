using System.Globalization;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>Prescribe the spectrum, hide it behind products, and ask for its ends back.</summary>
public sealed class LanczosEigensolverTests
{
    private const int DefaultCases = 14;

    // TORCHCURVATURE_RANDOM_CASES=1000 runs many more, of up to 5,000 dimensions: some 30 minutes.
    private static readonly int s_cases =
        int.TryParse(Environment.GetEnvironmentVariable("TORCHCURVATURE_RANDOM_CASES"), CultureInfo.InvariantCulture, out int cases)
            ? cases
            : DefaultCases;

    /// <summary>
    /// Where the ranks are confirmed, every reported interval, or one as wide as the tolerance, holds the true eigenvalue of its rank: a
    /// missing copy would shift all ranks below it, and a duplicate all above. In every case the intervals hold as many different
    /// eigenvalues as there are pairs.
    /// </summary>
    [Fact]
    public void EveryIntervalHoldsTheEigenvalueOfItsRank()
    {
        List<string> failures = [];
        (int pairs, int converged, int confirmed, int widened, long products) = (0, 0, 0, 0, 0);
        for (uint seed = 0; seed < s_cases; seed++)
        {
            using LiveTensors live = new();
            var random = new Random((int)seed);
            string kind = PrescribedSpectra.Kinds[seed % PrescribedSpectra.Kinds.Length];
            int size = (int)(100 * Math.Pow(s_cases > DefaultCases ? 50 : 5, random.NextDouble())), top = random.Next(1, 21),
                bottom = random.Next(0, 21), block = random.Next(2, 9);
            int? basis = random.Next(2) == 0 ? null : Math.Min(size, 100 + (4 * (top + bottom)));
            double[] expected = PrescribedSpectra.Draw(kind, size, seed);
            using PrescribedOperator a = new(expected, seed);
            var options = new LanczosOptions
            {
                Top = top,
                Bottom = bottom,
                BlockSize = block,
                BasisSize = basis,
                MaxProducts = s_cases > DefaultCases ? 4000 : 1200,
                Seed = seed
            };
            using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, options);
            string[] misses = [.. found.AreRanksConfirmed ? RankMisses(found, expected) : [], .. Unmatched(found, expected)];
            string name =
                $"{seed}: {kind}, n = {size}, {top} + {bottom}, blocks of {block}, basis {basis}, {found.Status} after {found.Products}";
            failures.AddRange(misses.Select(miss => $"{name}: {miss}"));
            Assert.Equal(a.Products, found.Products);
            AssertOrthonormal(found, 1e-12);
            pairs += found.Pairs.Count;
            converged += found.Pairs.Count(p => p.IsConverged);
            confirmed += found.AreRanksConfirmed ? 1 : 0;
            products += found.Products;
            widened += found.AreRanksConfirmed ? found.Pairs.Count(p => !(Math.Abs(Truth(p, expected) - p.Value) <= p.Radius)) : 0;
            if (s_cases > DefaultCases && seed % 50 == 49)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(Summary(seed + 1));
            }
        }

        Assert.True(failures.Count == 0, Summary(s_cases) + "\n" + string.Join('\n', failures));
        Assert.True(confirmed > s_cases / 2, Summary(s_cases));

        string Summary(long cases) => $"{cases} cases, {confirmed} with confirmed ranks; {pairs} pairs, {converged} converged; {products} "
            + $"products; {failures.Count} misses, {widened} only within the tolerance";
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(4)]
    public void MoreCopiesThanABlockHasColumnsAreAllFound(int blockSize)
    {
        double[] expected = [.. Enumerable.Repeat(5.0, 9), .. Enumerable.Repeat(4.0, 7),
            .. Enumerable.Range(0, 380).Select(i => Math.Cos(i)), -3, -3, -3, -3];
        using PrescribedOperator a = new(expected, seed: 3);
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(
            a, new LanczosOptions { Top = 16, Bottom = 4, BlockSize = blockSize, Tolerance = 1e-4 });
        Assert.Equal(SolverStatus.Converged, found.Status);
        Assert.Equal([.. expected.Take(16), -3, -3, -3, -3], found.Pairs.Select(p => Math.Round(p.Value, 5)));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(41)]
    public void ASpaceSmallerThanTheBasisIsSolvedExactly(int size)
    {
        double[] expected = PrescribedSpectra.Draw("indefinite", size, 1);
        using PrescribedOperator a = new(expected, seed: 1);
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, new LanczosOptions { Tolerance = 1e-12 });
        int top = Math.Min(20, size), bottom = Math.Min(20, size - top);
        Assert.Equal((top, bottom), (found.At(SpectrumEnd.Top).Count, found.At(SpectrumEnd.Bottom).Count));
        Assert.Empty(RankMisses(found, expected));
        Assert.All(found.Pairs, p => Assert.True(p.IsConverged && p.Radius < 1e-11));
        Assert.Equal(SolverStatus.InvariantSubspace, found.Status);
    }

    [Theory]
    [InlineData(0.0), InlineData(2.0)]
    public void MultiplesOfTheIdentityHaveOnlyCopies(double value)
    {
        using PrescribedOperator a = new([.. Enumerable.Repeat(value, 300)], seed: 1);
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 6, Bottom = 5 });
        Assert.Equal((SolverStatus.Converged, 11), (found.Status, found.Pairs.Count));
        Assert.All(found.Pairs, p => Assert.Equal(value, p.Value, 1e-14));
        AssertOrthonormal(found, 1e-13);
    }

    [Fact]
    public void SinglePrecisionReportsIntervalsThatHoldAndRefusesWhatItCannotReach()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 2000, 4);
        using PrescribedOperator a = new(expected, seed: 4, ScalarType.Float32);
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 8, Bottom = 5, Tolerance = 3e-6 });
        Assert.Equal((SolverStatus.Converged, ScalarType.Float32), (found.Status, found.Vectors.dtype));
        Assert.Empty(RankMisses(found, expected));
        AssertOrthonormal(found, 1e-6);
        Assert.Contains(
            "compute in float64",
            Assert.Throws<ArgumentException>(() => LanczosEigensolver.Solve(a, new LanczosOptions { Tolerance = 1e-8 })).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The recurrence is blind to errors that differ from product to product; fresh products are not.</summary>
    [Fact]
    public void AToleranceBelowTheNoiseOfTheProductsIsNotReportedAsReached()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 500, 5);
        using PrescribedOperator a = new(expected, seed: 5) { Noise = 1e-5 };
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 4, Bottom = 2, Tolerance = 1e-6 });
        Assert.Equal(SolverStatus.PrecisionLimit, found.Status);
        Assert.Contains(found.Pairs, p => !p.IsConverged);
        Assert.Empty(RankMisses(found, expected));
    }

    [Fact]
    public void AnUndefinedProductEndsTheRunWithWhatWasKnown()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 400, 6);
        using LiveTensors live = new();
        using PrescribedOperator late = new(expected, seed: 6) { UndefinedFrom = 100 },
            early = new(expected, seed: 6) { UndefinedFrom = 0 };
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(late, new LanczosOptions { Top = 5, Bottom = 3 }),
            none = LanczosEigensolver.Solve(early, new LanczosOptions());
        Assert.Equal((SolverStatus.NotFinite, 8, false), (found.Status, found.Pairs.Count, found.AreResidualsRecomputed));
        Assert.Empty(Unmatched(found, expected));
        Assert.Equal((SolverStatus.NotFinite, 0), (none.Status, none.Pairs.Count));
        Assert.Equal([400, 0], none.Vectors.shape);
    }

    [Theory]
    [InlineData(0, 0), InlineData(4, 4), InlineData(60, 8)]
    public void ACancelledRunReportsWhatIsKnown(long product, int pairs)
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 400, 7);
        using LiveTensors live = new();
        using var stop = new CancellationTokenSource();
        using PrescribedOperator a = new(expected, seed: 7) { OnProduct = n => { if (n >= product) { stop.Cancel(); } } };
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 5, Bottom = 3 }, cancellation: stop.Token);
        Assert.Equal(
            (SolverStatus.Cancelled, product, pairs, false),
            (found.Status, found.Products, found.Pairs.Count, found.AreResidualsRecomputed));
        Assert.Empty(Unmatched(found, expected));
    }

    [Fact]
    public void ProductsStayWithinTheirLimit()
    {
        double[] expected = PrescribedSpectra.Draw("indefinite", 1000, 8);
        using PrescribedOperator a = new(expected, seed: 8);
        var progress = new RecordedProgress<LanczosProgress>();
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, new LanczosOptions { MaxProducts = 301 }, progress: progress);
        Assert.Equal((SolverStatus.ProductLimit, true), (found.Status, found.AreResidualsRecomputed));
        Assert.InRange(a.Products, 290, 301);
        Assert.Empty(Unmatched(found, expected));
        Assert.Contains(found.Pairs, p => !p.IsConverged);
        Assert.Equal(progress.Reports.Select(r => r.Products).Order(), progress.Reports.Select(r => r.Products));
        Assert.True(progress.Reports[^1].Restarts > 0);
    }

    [Fact]
    public void AStartFromEigenvectorsTakesFewerProducts()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 1000, 9);
        using PrescribedOperator a = new(expected, seed: 9);
        var options = new LanczosOptions { Top = 3, Bottom = 0 };
        using ExtremalEigenPairs cold = LanczosEigensolver.Solve(a, options), warm = LanczosEigensolver.Solve(a, options, cold.Vectors);
        Assert.True(warm.Products < cold.Products, $"{warm.Products} after {cold.Products}");
        Assert.Empty(RankMisses(warm, expected));
    }

    /// <summary>The recurrence's residuals are those of fresh products: without the confirming round nothing was forgotten.</summary>
    [Fact]
    public void WithoutConfirmationTheResidualsAreTheRecurrences()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 1000, 9);
        using PrescribedOperator a = new(expected, seed: 9);
        var options = new LanczosOptions { Top = 3, Bottom = 0, BlockSize = 3, Tolerance = 1e-3, Confirms = false };
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(a, options),
            confirmed = LanczosEigensolver.Solve(a, options with { Confirms = true });
        Assert.Equal((SolverStatus.Converged, false, false), (found.Status, found.AreResidualsRecomputed, found.AreRanksConfirmed));
        Assert.True(confirmed.AreRanksConfirmed);
        Assert.True(found.Products < confirmed.Products, $"{found.Products} of {confirmed.Products}");
        Assert.Empty(RankMisses(found, expected));
        using Tensor residuals = a.Multiply(found.Vectors) - (found.Vectors * tensor([.. found.Pairs.Select(p => p.Value)], float64));
        using Tensor norms = residuals.norm(0);
        Assert.All(
            found.Pairs.Zip(norms.data<double>()), pair => Assert.Equal(pair.Second, pair.First.ResidualNorm, 1e-10 * found.SpectralNorm));
    }

    [Fact]
    public void OptionsAndStartsThatDoNotFitAreRefused()
    {
        using LiveTensors live = new();
        using PrescribedOperator a = new(PrescribedSpectra.Draw("distinct", 200, 1), seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LanczosEigensolver(a, new LanczosOptions { Top = 0, Bottom = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LanczosEigensolver(a, new LanczosOptions { BlockSize = 0 }));
        Assert.Contains(
            "give at least 48",
            Assert.Throws<ArgumentException>(() => new LanczosEigensolver(a, new LanczosOptions { BasisSize = 47 })).Message,
            StringComparison.Ordinal);
        using Tensor wrong = ones(199, 1, float64);
        Assert.Contains(
            "must be [200, s]", Assert.Throws<ArgumentException>(() => new LanczosEigensolver(a, new LanczosOptions(), wrong)).Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> RankMisses(ExtremalEigenPairs found, double[] expected) =>
        from pair in found.Pairs
        let truth = Truth(pair, expected)
        where !(Math.Abs(truth - pair.Value) <= Math.Max(pair.Radius, found.RankResolution))
        select Describe(pair, $"is {truth:r}");

    private static double Truth(RitzPair pair, double[] expected) =>
        pair.End == SpectrumEnd.Top ? expected[pair.Index - 1] : expected[^pair.Index];

    // Intervals in the order of their upper ends, each takes the smallest eigenvalue left that it holds: if any
    // assignment exists, this finds one.
    private static IEnumerable<string> Unmatched(ExtremalEigenPairs found, double[] expected)
    {
        List<double> left = [.. expected.Order()];
        foreach (RitzPair pair in found.Pairs.OrderBy(p => p.Upper))
        {
            int match = left.FindIndex(e => e >= pair.Lower);
            if (match >= 0 && left[match] <= pair.Upper)
            {
                left.RemoveAt(match);
            }
            else
            {
                yield return Describe(pair, "holds no eigenvalue of its own");
            }
        }
    }

    private static string Describe(RitzPair pair, string complaint) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.End} {pair.Index} {complaint}: {pair.Value:r} ± {pair.Radius:g3}, converged: {pair.IsConverged}");

    private static void AssertOrthonormal(ExtremalEigenPairs found, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = found.Vectors.to(float64);
        TensorAssert.Near(eye(v.shape[1], dtype: float64), v.t().mm(v), tolerance);
    }
}
