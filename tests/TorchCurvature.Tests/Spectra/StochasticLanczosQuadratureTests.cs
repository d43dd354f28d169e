using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Eigensolvers;

namespace TorchCurvature.Tests.Spectra;

public sealed class StochasticLanczosQuadratureTests
{
    /// <summary>
    /// Chen, Trogdon, Ubaru 2021: at most t·(λ_max − λ_min) but for one time in 1/η. With η = 0.05 and 20 seeds, more than 4
    /// misses have a chance of 0.3 %.
    /// </summary>
    [Theory]
    [InlineData("hessian-like"), InlineData("indefinite"), InlineData("rank-deficient"), InlineData("decaying")]
    public void TheDensityIsWithinTheWassersteinErrorAskedFor(string kind)
    {
        const double Error = 0.2;
        using LiveTensors live = new();
        double[] expected = PrescribedSpectra.Draw(kind, 400, 1);
        using PrescribedOperator a = new(expected, seed: 1);
        int misses = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            SpectralDensity density = StochasticLanczosQuadrature.Compute(
                a, new QuadratureOptions { WassersteinError = Error, Seed = seed, BlockSize = 4 });
            Assert.Equal((61, SolverStatus.Converged), (density.Steps, density.Status));
            Assert.Equal(4, density.Probes.Count);
            Assert.InRange(QuadratureOptions.ProbesFor(Error, 0.05, 400), 3, 4);
            Assert.Equal(1, density.Atoms().Sum(atom => atom.Weight), 1e-12);
            misses += density.WassersteinDistance(expected) <= Error * (expected[0] - expected[^1]) ? 0 : 1;
        }

        Assert.InRange(misses, 0, 4);
    }

    [Fact]
    public void StepsAndProbesFollowTheBound()
    {
        Assert.Equal((241, 1201), (QuadratureOptions.StepsFor(0.05), QuadratureOptions.StepsFor(0.01)));
        Assert.Equal((5, 113), (QuadratureOptions.ProbesFor(0.05, 0.05, 4270), QuadratureOptions.ProbesFor(0.01, 0.05, 4270)));
    }

    /// <summary>Two point masses a distance of 1 apart, half of which has to be moved.</summary>
    [Fact]
    public void TheWassersteinDistanceIsTheWorkToMoveTheMass()
    {
        var density = new SpectralDensity(4, [2, 0], [new GaussQuadrature([0, 3], [0.5, 0.5], true)], 2, 2, SolverStatus.Converged);
        Assert.Equal(0, density.WassersteinDistance([0, 0, 2, 3]), 1e-15);
        Assert.Equal(0.25, density.WassersteinDistance([0, 0, 2, 4]), 1e-15);
        Assert.Equal(10, density.WassersteinDistance([10, 10, 12, 13]), 1e-12);
        Assert.Equal([0, 0.5, 0.75, 1], new double[] { -1, 0, 2, 3 }.Select(density.Cumulative));
        Assert.Throws<ArgumentException>("eigenvalues", () => density.WassersteinDistance([1, 2]));
    }

    [Fact]
    public void KnownOutliersAreCountedExactlyAndSharpenTheRest()
    {
        using LiveTensors live = new();
        double[] expected = PrescribedSpectra.Draw("hessian-like", 800, 2);
        using PrescribedOperator a = new(expected, seed: 2);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 9, Bottom = 11, Tolerance = 1e-8 });
        var options = new QuadratureOptions { Steps = 30, Probes = 4, Seed = 3 };
        SpectralDensity plain = StochasticLanczosQuadrature.Compute(a, options),
            deflated = StochasticLanczosQuadrature.Compute(a, options, known);
        Assert.Equal(20, deflated.Deflated.Count);
        Assert.All(deflated.Probes, p => Assert.InRange(p.Nodes[^1], expected[20] * 0.5, expected[9] + 1e-6));
        Assert.True(deflated.WassersteinDistance(expected) < 0.5 * plain.WassersteinDistance(expected));
    }

    [Fact]
    public void ASpectrumThatIsKnownWholeTakesNoProbes()
    {
        double[] expected = [5, 4, 1, -2];
        using PrescribedOperator a = new(expected, seed: 2);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 3, Bottom = 1 });
        SpectralDensity density = StochasticLanczosQuadrature.Compute(a, new QuadratureOptions(), known);
        Assert.Equal((0, SolverStatus.Converged), (density.Probes.Count, density.Status));
        Assert.Equal(0, density.WassersteinDistance(expected), 1e-13);
        Assert.Equal((1.0, 0.0), (density.CountNegative(0.1).Value, density.CountNegative(0.1).StandardError));
    }

    [Theory]
    [InlineData(ProbeDistribution.Sphere), InlineData(ProbeDistribution.Rademacher)]
    public void ProbesDependOnTheirSeedAndNumberOnly(ProbeDistribution distribution)
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 300, 4);
        using PrescribedOperator a = new(expected, seed: 4);
        var options = new QuadratureOptions { Steps = 12, Probes = 5, Seed = 1, Distribution = distribution };
        SpectralDensity single = StochasticLanczosQuadrature.Compute(a, options), again = StochasticLanczosQuadrature.Compute(a, options);
        SpectralDensity block = StochasticLanczosQuadrature.Compute(a, options with { BlockSize = 3 }),
            other = StochasticLanczosQuadrature.Compute(a, options with { Seed = 2 });
        Assert.Equal(single.Atoms(), again.Atoms());
        Assert.All(single.Atoms().Zip(block.Atoms()), pair => Assert.Equal(pair.First.Eigenvalue, pair.Second.Eigenvalue, 1e-9));
        Assert.NotEqual(single.Atoms()[0], other.Atoms()[0]);
        SpectralDensity refined = StochasticLanczosQuadrature.Refine(
            a, StochasticLanczosQuadrature.Compute(a, options with { Probes = 2 }), d => d.Probes.Count == 5, options);
        Assert.Equal((single.Atoms().Count, single.Products), (refined.Atoms().Count, refined.Products));
        Assert.Equal(single.Atoms(), refined.Atoms());
    }

    /// <summary>
    /// Over 15 seeds and 40 places that depend on each other, at least 85 % of the places are asked for, and not all. Eigenpairs are taken
    /// out, so that the width is one that the nodes resolve: the band
    /// holds what the quadrature may leave out, and without them that would be everything.
    /// </summary>
    [Fact]
    public void TheBandHoldsTheSmoothedDensity()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 500, 5);
        using PrescribedOperator a = new(expected, seed: 5);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 20, Bottom = 16, Tolerance = 1e-8 });
        double[] places = [.. Enumerable.Range(0, 40).Select(i => -0.1 + (0.005 * i))];
        var exact = new SpectralDensity(500, expected, [], 0, 0, SolverStatus.Converged);
        IReadOnlyList<DensityPoint> truth = exact.Smooth(places, 0.01);
        Assert.All(truth, p => Assert.Equal((p.Density, p.Density), (p.Lower, p.Upper)));
        int inside = 0;
        for (int seed = 0; seed < 15; seed++)
        {
            var options = new QuadratureOptions { Steps = 120, Probes = 12, Seed = seed, BlockSize = 12 };
            SpectralDensity density = StochasticLanczosQuadrature.Compute(a, options, known).Within(known);
            Assert.InRange(density.FinestWidth(), 0, 0.01);
            inside += density.Smooth(places, 0.01).Zip(truth)
                .Count(pair => pair.First.Lower <= pair.Second.Density && pair.Second.Density <= pair.First.Upper);
        }

        Assert.InRange(inside, 0.85 * 600, 599);
    }

    /// <summary>A normal error is within two standard errors 95 times in 100; of 40, fewer than 33 have a chance of 1 %.</summary>
    [Fact]
    public void CountsAreWithinTheirErrors()
    {
        double[] expected = [.. Enumerable.Range(0, 400).Select(i => i < 60 ? -1 - (0.01 * i) : i < 250 ? 0 : 2 + (0.01 * i))];
        using PrescribedOperator a = new(expected, seed: 6);
        (int negative, int zero) = (0, 0);
        for (int seed = 0; seed < 40; seed++)
        {
            SpectralDensity density = StochasticLanczosQuadrature.Compute(
                a, new QuadratureOptions { Steps = 40, Probes = 10, Seed = seed, BlockSize = 10 });
            negative += IsWithin(density.CountNegative(0.1), 60) ? 1 : 0;
            zero += IsWithin(density.CountNearZero(0.1), 190) ? 1 : 0;
        }

        Assert.InRange(negative, 33, 40);
        Assert.InRange(zero, 33, 40);

        // In a gap of the spectrum the quadrature has no error of its own.
        static bool IsWithin(Estimate estimate, double truth) => Math.Abs(estimate.Value - truth) <= 2 * estimate.StandardError;
    }

    [Fact]
    public void ProbesAreAddedUntilACountIsPreciseOrProductsRunOut()
    {
        double[] expected = PrescribedSpectra.Draw("hessian-like", 400, 7);
        using PrescribedOperator a = new(expected, seed: 7);
        var options = new QuadratureOptions { Steps = 30, Probes = 2, Seed = 1, MaxProducts = 1500 };
        SpectralDensity first = StochasticLanczosQuadrature.Compute(a, options);
        SpectralDensity enough = StochasticLanczosQuadrature.Refine(
            a, first, d => d.Probes.Count >= 5 && d.CountNegative(1e-4).IsWithin(0.1), options);
        Assert.Equal(SolverStatus.Converged, enough.Status);
        Assert.True(enough.CountNegative(1e-4).IsWithin(0.1));
        SpectralDensity spent = StochasticLanczosQuadrature.Refine(a, first, d => false, options);
        Assert.Equal((SolverStatus.ProductLimit, 1500, 50), (spent.Status, spent.Products, spent.Probes.Count));
        Assert.Equal(double.NaN, StochasticLanczosQuadrature.Compute(a, options with { Probes = 1 }).CountNegative(1e-4).StandardError);
    }

    [Theory]
    [InlineData(0, 0, 0), InlineData(5, 1, 5), InlineData(75, 3, 20)]
    public void ACancelledRunKeepsTheProbesThatItFinished(long product, int probes, int nodes)
    {
        using LiveTensors live = new();
        using var stop = new CancellationTokenSource();
        using PrescribedOperator a = new(PrescribedSpectra.Draw("hessian-like", 300, 8), seed: 8)
        {
            OnProduct = n => { if (n >= product) { stop.Cancel(); } }
        };
        SpectralDensity density = StochasticLanczosQuadrature.Compute(
            a, new QuadratureOptions { Steps = 20, Probes = 6 }, cancellation: stop.Token);
        Assert.Equal((SolverStatus.Cancelled, product, probes), (density.Status, density.Products, density.Probes.Count));
        Assert.All(density.Probes, p => Assert.Equal(nodes, p.Nodes.Count));
    }

    [Fact]
    public void AnUndefinedProductEndsTheRun()
    {
        using LiveTensors live = new();
        using PrescribedOperator a = new(PrescribedSpectra.Draw("hessian-like", 300, 8), seed: 8) { UndefinedFrom = 50 };
        SpectralDensity density = StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { Steps = 20, Probes = 6 });
        Assert.Equal((SolverStatus.NotFinite, 2), (density.Status, density.Probes.Count));
    }

    [Fact]
    public void OptionsThatMakeNoSenseAreRefused()
    {
        using PrescribedOperator a = new([2, 1], seed: 1), b = new([3, 2, 1], seed: 1);
        Assert.Throws<ArgumentException>(() => StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { WassersteinError = 0 }));
        Assert.Throws<ArgumentException>(() => StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { FailureProbability = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { Steps = 0 }));
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(b, new LanczosOptions { Top = 1, Bottom = 0 });
        Assert.Contains(
            "of dimension 3",
            Assert.Throws<ArgumentException>(() => StochasticLanczosQuadrature.Compute(a, new QuadratureOptions(), pairs)).Message,
            StringComparison.Ordinal);
    }
}
