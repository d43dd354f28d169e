using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Eigensolvers;

namespace TorchCurvature.Tests.Spectra;

public sealed class SpectralMomentsTests
{
    /// <summary>
    /// Two standard errors of 16 samples hold with 93.6 % (Student, 15 degrees of freedom). Of 200, at least 175 is that less 3.5 standard
    /// deviations; all 200 would mean errors that are far too wide.
    /// </summary>
    [Theory]
    [InlineData("indefinite", 0), InlineData("hessian-like", 0), InlineData("hessian-like", 20)]
    public void TheTruthIsWithinTheStandardErrors(string kind, int sketch)
    {
        using LiveTensors live = new();
        double[] expected = PrescribedSpectra.Draw(kind, 200, 1);
        using PrescribedOperator a = new(expected, seed: 1);
        (int trace, int norm) = (0, 0);
        for (int seed = 0; seed < 200; seed++)
        {
            SpectralMoments moments = SpectralMoments.Compute(
                a, new MomentOptions
                {
                    MaxProducts = 16 + (2 * sketch),
                    BlockSize = 8,
                    SketchSize = sketch,
                    RelativeError = 1e-9,
                    Seed = seed
                });
            Assert.Equal((SolverStatus.ProductLimit, 16), (moments.Status, moments.Trace.Probes));
            trace += Math.Abs(moments.Trace.Value - expected.Sum()) <= 2 * moments.Trace.StandardError ? 1 : 0;
            norm += Math.Abs(moments.FrobeniusNorm.Value - Norm(expected)) <= 2 * moments.FrobeniusNorm.StandardError ? 1 : 0;
        }

        Assert.InRange(trace, 175, 199);
        Assert.InRange(norm, 170, 199);
    }

    /// <summary>
    /// Where few eigenvalues outweigh the others, two standard errors hold with 84 %. Intervals are meant for 95 %: of 200, 184 are 92 %.
    /// </summary>
    [Theory, InlineData("rank-deficient"), InlineData("decaying"), InlineData("hessian-like"), InlineData("distinct")]
    public void TheTruthIsWithinTheIntervals(string kind)
    {
        double[] expected = PrescribedSpectra.Draw(kind, 120, 5);
        using PrescribedOperator a = new(expected, seed: 5);
        (int trace, int norm) = (0, 0);
        for (int seed = 0; seed < 200; seed++)
        {
            var options = new MomentOptions { MaxProducts = 16, BlockSize = 16, RelativeError = 1e-9, Seed = seed };
            SpectralMoments moments = SpectralMoments.Compute(a, options);
            trace += moments.Trace.Lower <= expected.Sum() && expected.Sum() <= moments.Trace.Upper ? 1 : 0;
            norm += moments.FrobeniusNorm.Lower <= Norm(expected) && Norm(expected) <= moments.FrobeniusNorm.Upper ? 1 : 0;
        }

        Assert.InRange(trace, 184, 198);
        Assert.InRange(norm, 184, 198);
    }

    [Fact]
    public void KnownOutliersAndSketchesReduceTheError()
    {
        double[] expected = [.. PrescribedSpectra.Draw("decaying", 300, 2).Select(e => 100 * e)];
        using PrescribedOperator a = new(expected, seed: 2);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 20, Bottom = 0, Tolerance = 1e-8 });
        var options = new MomentOptions { MaxProducts = 100, RelativeError = 1e-9, Seed = 1 };
        SpectralMoments plain = SpectralMoments.Compute(a, options), deflated = SpectralMoments.Compute(a, options, known),
            sketched = SpectralMoments.Compute(a, options with { SketchSize = 25 });
        Assert.True(deflated.Trace.StandardError < 0.5 * plain.Trace.StandardError);
        Assert.True(sketched.Trace.StandardError < 0.5 * plain.Trace.StandardError);
        Assert.All(
            [plain, deflated, sketched], m => Assert.InRange(Math.Abs(m.Trace.Value - expected.Sum()), 0, 3 * m.Trace.StandardError));
    }

    [Fact]
    public void ProbesAreAddedUntilBothAreAsPreciseAsAskedFor()
    {
        double[] expected = PrescribedSpectra.Draw("distinct", 300, 3);
        using PrescribedOperator a = new(expected, seed: 3);
        SpectralMoments moments = SpectralMoments.Compute(a, new MomentOptions { RelativeError = 0.005, MaxProducts = 5000 });
        Assert.Equal((SolverStatus.Converged, moments.Trace.Products), (moments.Status, a.Products));
        Assert.True(moments.Trace.IsWithin(0.005) && moments.FrobeniusNorm.IsWithin(0.005));
        Assert.InRange(moments.Trace.Probes, SpectralMoments.FewestProbes + 1, 4999);
        Assert.Equal(expected.Sum(), moments.Trace.Value, 4 * moments.Trace.StandardError);
    }

    [Fact]
    public void WhatIsKnownWholeIsExact()
    {
        double[] expected = [5, 4, 1, -2];
        using PrescribedOperator a = new(expected, seed: 2);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 3, Bottom = 1 });
        SpectralMoments deflated = SpectralMoments.Compute(a, new MomentOptions(), known),
            sketched = SpectralMoments.Compute(a, new MomentOptions { SketchSize = 9 });
        Assert.All([deflated, sketched], m =>
        {
            Assert.Equal((8, 0), (Math.Round(m.Trace.Value, 12), m.Trace.StandardError));
            Assert.Equal((Math.Round(Math.Sqrt(46), 12), 0), (Math.Round(m.FrobeniusNorm.Value, 12), m.FrobeniusNorm.StandardError));
            Assert.Equal(SolverStatus.Converged, m.Status);
        });
        Assert.Equal((0, 8), (deflated.Trace.Products, sketched.Trace.Products));
    }

    [Fact]
    public void ARunThatIsStoppedOrGoesWrongKeepsWhatItHas()
    {
        using LiveTensors live = new();
        using var stop = new CancellationTokenSource();
        double[] expected = PrescribedSpectra.Draw("indefinite", 100, 4);
        using PrescribedOperator a = new(expected, seed: 4) { OnProduct = n => { if (n >= 20) { stop.Cancel(); } } },
            undefined = new(expected, seed: 4) { UndefinedFrom = 21 };
        SpectralMoments cancelled = SpectralMoments.Compute(a, new MomentOptions(), cancellation: stop.Token),
            wrong = SpectralMoments.Compute(undefined, new MomentOptions());
        Assert.Equal((SolverStatus.Cancelled, 20), (cancelled.Status, cancelled.Trace.Probes));
        Assert.Equal((SolverStatus.NotFinite, 20), (wrong.Status, wrong.Trace.Probes));
        Assert.Equal(cancelled.Trace.Value, wrong.Trace.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => SpectralMoments.Compute(a, new MomentOptions { BlockSize = 0 }));
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
