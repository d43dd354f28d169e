using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class BulkFittingTests : IDisposable
{
    private readonly SingleThread _thread = new();

    public void Dispose() => _thread.Dispose();

    [Theory, InlineData(100, 1000), InlineData(200, 400), InlineData(150, 150), InlineData(400, 200)]
    public void ASampleGivesItsShapeAndScaleBack(int p, int n)
    {
        using LiveTensors live = new();
        BulkFit fit = BulkFitting.MarchenkoPastur(Sample(PopulationSpectrum.Isotropic(2e-4).Eigenvalues(p), n, seed: 1));
        MarchenkoPastur law = Assert.IsType<MarchenkoPastur>(fit.Law);
        Assert.Equal(1, law.AspectRatio * n / p, 0.1);
        Assert.Equal(1, law.Scale / 2e-4, 0.05);
        Assert.Equal((FitVerdict.Consistent, 0, Math.Min(p, n)), (fit.Verdict, fit.OutlierCount, fit.BulkCount));
        Assert.Equal(Math.Max(0, 1 - (n / (double)p)), fit.ZeroFraction, 1e-12);
        Assert.Equal(fit.ZeroFraction, law.AtomAtZero, 0.05);
    }

    [Theory, InlineData(1), InlineData(5)]
    public void OutliersAreCountedAndDoNotPullTheFit(int count)
    {
        using LiveTensors live = new();
        double[] population = [.. Enumerable.Range(0, count).Select(i => 10.0 + i), .. Enumerable.Repeat(1.0, 200 - count)];
        BulkFit fit = BulkFitting.MarchenkoPastur(Sample(population, 400, seed: 2));
        Assert.Equal((count, 200 - count, FitVerdict.Consistent), (fit.OutlierCount, fit.BulkCount, fit.Verdict));
        Assert.Equal(1, fit.Population.Mean, 0.05);
    }

    [Fact]
    public void TwoClustersAreFoundByTwoAtomsAndNotByOne()
    {
        using LiveTensors live = new();
        PopulationSpectrum clusters = new(new PopulationAtom(1, 0.6), new PopulationAtom(4, 0.4));
        Spectrum sample = Sample(clusters.Eigenvalues(200), 400, seed: 3);
        BulkFit two = BulkFitting.Population(sample, 400, atoms: 2), one = BulkFitting.Population(sample, 400, atoms: 1);
        Assert.Equal((FitVerdict.Consistent, FitVerdict.Poor), (two.Verdict, one.Verdict));
        Assert.All(clusters.Atoms.Zip(two.Population.Atoms), pair =>
        {
            Assert.Equal(1, pair.Second.Value / pair.First.Value, 0.1);
            Assert.Equal(pair.First.Weight, pair.Second.Weight, 0.05);
        });
    }

    [Fact]
    public void ZerosBeyondTheRankBecomeAnAtomAtZero()
    {
        using LiveTensors live = new();
        double[] population = [.. Enumerable.Repeat(1.0, 150), .. Enumerable.Repeat(0.0, 50)];
        BulkFit fit = BulkFitting.Population(Sample(population, 300, seed: 4), 300, atoms: 1);
        Assert.Equal((FitVerdict.Consistent, 0.25, 0.25), (fit.Verdict, fit.ZeroFraction, fit.Population.ZeroWeight));
        BulkFit wide = BulkFitting.Population(Sample([20, .. Enumerable.Repeat(1.0, 200)], 100, seed: 4), 100, atoms: 1);
        Assert.Equal((FitVerdict.Consistent, 0.0, 1), (wide.Verdict, wide.Population.ZeroWeight, wide.OutlierCount));
    }

    [Fact]
    public void AHeavyTailIsAPoorFitAndNotAnError()
    {
        Spectrum heavy = new([.. Enumerable.Range(0, 500).Select(i => Math.Pow((i + 0.5) / 500, -2))], ScalarType.Float64);
        BulkFit fit = BulkFitting.MarchenkoPastur(heavy);
        Assert.Equal((FitVerdict.Poor, 500), (fit.Verdict, fit.BulkCount));
        Assert.InRange(fit.KolmogorovSmirnovDistance, 0.1, 1);
    }

    [Fact]
    public void ASymmetricSpectrumIsAPoorFitToo()
    {
        Spectrum semicircle = new([.. Enumerable.Range(0, 201).Select(i => 1.01 - (i / 100.0))], ScalarType.Float64);
        Assert.Equal(FitVerdict.Poor, BulkFitting.MarchenkoPastur(semicircle).Verdict);
    }

    /// <summary>The rule's level with a fitted law: of 200 samples, Binomial(200, 1 %) is above 7 with probability 1e-3.</summary>
    [Fact]
    public void WithoutASpikeTheRuleHardlyEverFires()
    {
        using LiveTensors live = new();
        Assert.InRange(Fired(Enumerable.Repeat(1.0, 60), 120, samples: 200), 0, 7);
    }

    [Fact]
    public void AtHalfAgainTheThresholdTheRuleFiresMostOfTheTimeAndAtAFifthAboveItSometimes()
    {
        using LiveTensors live = new();
        double threshold = new SpikedCovariance(0.5).Threshold;
        int fifth = Fired([1.2 * threshold, .. Enumerable.Repeat(1.0, 99)], 200, samples: 50),
            half = Fired([1.5 * threshold, .. Enumerable.Repeat(1.0, 99)], 200, samples: 50);
        Assert.InRange(half, 40, 50);
        Assert.InRange(fifth, 5, half - 5);
    }

    [Fact]
    public void WhatCannotBeFittedIsRefused()
    {
        Spectrum good = new([.. Enumerable.Range(1, 20).Select(i => 21.0 - i)], ScalarType.Float64);
        Assert.Throws<ArgumentException>(
            "spectrum", () => BulkFitting.MarchenkoPastur(new Spectrum([9, 8, 7, 6, 5, 4, 3, 2, 1, 0], ScalarType.Float64)));
        Assert.Throws<ArgumentException>(
            "spectrum",
            () => BulkFitting.MarchenkoPastur(new Spectrum([.. Enumerable.Range(1, 20).Select(i => (double)-i)], ScalarType.Float64)));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => BulkFitting.MarchenkoPastur(good, level: 0));
        Assert.Throws<ArgumentOutOfRangeException>("samples", () => BulkFitting.Population(good, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("atoms", () => BulkFitting.Population(good, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>("atoms", () => BulkFitting.Population(good, 10, 6));
    }

    private static Spectrum Sample(IReadOnlyCollection<double> population, long samples, ulong seed)
    {
        using Generator generator = new(seed);
        return SampleCovariance.Sample(population, samples, generator);
    }

    private static int Fired(IEnumerable<double> population, long count, int samples)
    {
        using Generator generator = new(7);
        double[] eigenvalues = [.. population];
        return Enumerable.Range(0, samples)
            .Count(_ => BulkFitting.MarchenkoPastur(SampleCovariance.Sample(eigenvalues, count, generator)).OutlierCount > 0);
    }
}
