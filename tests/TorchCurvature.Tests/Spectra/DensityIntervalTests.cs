using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Eigensolvers;

namespace TorchCurvature.Tests.Spectra;

public sealed class DensityIntervalTests
{
    /// <summary>
    /// The share that a direction on the sphere has in a space of r dimensions, drawn from its definition (a quotient of sums of squared
    /// normal numbers). Of 1,000 intervals of 95 %, at least 930 is three
    /// standard deviations less, and 975 as much more; the spread of three probes would give that with intervals four times as wide.
    /// </summary>
    [Theory]
    [InlineData(1, 200, 5), InlineData(30, 200, 3), InlineData(170, 200, 5), InlineData(900, 1000, 4), InlineData(3, 1000, 15)]
    public void CountsOfProjectorsAreWithinTheirIntervals(int rank, int dimension, int probes)
    {
        var random = new Random(3);
        int held = 0;
        for (int trial = 0; trial < 1000; trial++)
        {
            GaussQuadrature[] drawn = [.. Enumerable.Range(0, probes).Select(_ => Share(random, rank, dimension))];
            Estimate count = new SpectralDensity(dimension, [], drawn, 2, 0, SolverStatus.Converged).CountNegative(0.5);
            held += count.Lower <= rank && rank <= count.Upper ? 1 : 0;
        }

        Assert.InRange(held, 930, 975);
    }

    /// <summary>Signs have another law, so their spread decides, by Student's quantile: 2.776 for five.</summary>
    [Fact]
    public void SignsHaveStudentsInterval()
    {
        double[] shares = [0.1, 0.2, 0.25, 0.3, 0.4];
        GaussQuadrature[] probes = [.. shares.Select(s => new GaussQuadrature([-1, 1], [s, 1 - s], isExact: true))];
        SpectralDensity density = new SpectralDensity(100, [], probes, 2, 0, SolverStatus.Converged)
        {
            Distribution = ProbeDistribution.Rademacher,
        };
        Estimate count = density.CountNegative(0.5);
        double halfWidth = 2.7764451 * 100 * Math.Sqrt(0.05 / 4 / 5);
        Assert.Equal(25 - halfWidth, count.Lower, 1e-5);
        Assert.Equal(25 + halfWidth, count.Upper, 1e-5);
        DensityPoint point = density.Smooth([-1], 0.1)[0];
        Assert.Equal(halfWidth / 25, (point.Upper - point.Density) / point.Density, 1e-6);
    }

    /// <summary>
    /// Where the nodes do not resolve the neighbourhood of zero, the interval holds the truth and says that it is not resolved; with more
    /// steps it is.
    /// </summary>
    [Fact]
    public void WhatTheNodesDoNotResolveIsSaidToBeUnresolved()
    {
        double[] expected =
        [
            .. Enumerable.Range(0, 40).Select(i => 1 - (0.01 * i)),
            .. Enumerable.Range(0, 300).Select(i => 1e-6 * (150 - i)),
            .. Enumerable.Range(0, 40).Select(i => -0.1 - (0.01 * i)),
        ];
        int truth = expected.Count(e => e < -1e-8);
        using PrescribedOperator a = new(expected, seed: 1);
        for (int seed = 0; seed < 20; seed++)
        {
            var options = new QuadratureOptions { Steps = 40, Probes = 6, Seed = seed, BlockSize = 6 };
            Estimate coarse = StochasticLanczosQuadrature.Compute(a, options).CountNegative(1e-8);
            Assert.InRange(truth, coarse.Lower, coarse.Upper);
            Assert.False(coarse.IsResolved);
            Assert.True(coarse.QuadratureError > 50);
        }

        var whole = new QuadratureOptions { Steps = 380, Probes = 6, BlockSize = 6 };
        Estimate fine = StochasticLanczosQuadrature.Compute(a, whole).CountNegative(1e-8);
        Assert.True(fine.IsResolved);
        Assert.InRange(truth, fine.Lower, fine.Upper);
    }

    /// <summary>Nodes of a semidefinite matrix lie on the boundary of what is negative; that it is semidefinite decides.</summary>
    [Fact]
    public void AnEndThatIsKnownDecidesWhatIsBeyondIt()
    {
        double[] expected = [.. Enumerable.Range(0, 50).Select(i => 1 - (0.01 * i)), .. new double[300]];
        using PrescribedOperator a = new(expected, seed: 2);
        SpectralDensity density = StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { Steps = 12, Probes = 5 });
        Assert.True(density.CountNegative(1e-8).Upper > 10);
        Estimate known = (density with { LowerEnd = 0 }).CountNegative(1e-8);
        Assert.Equal((0, 0, 0), (known.Value, known.Lower, known.Upper));
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 5, Bottom = 2, Tolerance = 1e-6 });
        SpectralDensity within = density.Within(pairs);
        Assert.Equal(0.96, within.UpperEnd, 1e-5);
        Assert.InRange(within.LowerEnd, -1e-5, 0);
    }

    [Fact]
    public void WithoutAProbeThereIsNoValue()
    {
        Estimate count = new SpectralDensity(10, [3, -2], [], 5, 0, SolverStatus.ProductLimit).CountNegative(0.1);
        Assert.Equal((double.NaN, 1, 9, SolverStatus.ProductLimit), (count.Value, count.Lower, count.Upper, count.Status));
        Assert.Equal((0.1, false), (count.Threshold, count.IsResolved));
        using PrescribedOperator a = new([.. Enumerable.Range(0, 20).Select(i => 20.0 - i)], seed: 1);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 3, Bottom = 1 });
        SpectralMoments moments = SpectralMoments.Compute(a, new MomentOptions { MaxProducts = 2 }, known);
        Assert.All([moments.Trace, moments.FrobeniusNorm], m =>
            Assert.Equal((double.NaN, SolverStatus.ProductLimit, false), (m.Value, m.Status, m.IsResolved)));
    }

    /// <summary>
    /// What the quadrature of the mean measure leaves out of a smoothed density stays within the bound for widths on either side of the one
    /// that is resolved, where the bound is small; half of that width
    /// it leaves out something.
    /// </summary>
    [Fact]
    public void TheQuadraturesBoundHoldsForEveryWidth()
    {
        double[] expected = [.. Enumerable.Range(0, 400).Select(i => Math.Cos(Math.PI * i / 399))];
        using PrescribedOperator a = new(expected, seed: 3);
        SpectralDensity coarse = StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { Steps = 30, Probes = 3 });
        SpectralDensity whole = StochasticLanczosQuadrature.Compute(a, new QuadratureOptions { Steps = 200, Probes = 3 });
        coarse = coarse with { LowerEnd = -1, UpperEnd = 1 };
        double[] places = [.. Enumerable.Range(0, 101).Select(i => -1 + (0.02 * i))];
        double resolved = coarse.FinestWidth(), largest = 0;
        foreach (double factor in new[] { 0.2, 0.35, 0.5, 0.7, 1, 2 })
        {
            double width = factor * resolved, peak = 1 / (width * Math.Sqrt(2 * Math.PI));
            foreach ((DensityPoint found, DensityPoint fine) in coarse.Smooth(places, width).Zip(whole.Smooth(places, width)))
            {
                Assert.InRange(Math.Abs(found.Density - fine.Density), 0, found.QuadratureBound + (1e-12 * peak));
                Assert.True(factor < 1 || found.QuadratureBound < 1e-5 * peak);
                largest = factor < 0.5 ? Math.Max(largest, Math.Abs(found.Density - fine.Density) / peak) : largest;
            }
        }

        Assert.True(largest > 1e-3);
    }

    private static GaussQuadrature Share(Random random, int rank, int dimension)
    {
        double inside = SumOfSquares(random, rank), outside = SumOfSquares(random, dimension - rank);
        double share = inside / (inside + outside);
        return new GaussQuadrature([-1, 1], [share, 1 - share], isExact: true);
    }

    private static double SumOfSquares(Random random, int count) => Enumerable.Range(0, count).Sum(_ =>
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return normal * normal;
    });
}
