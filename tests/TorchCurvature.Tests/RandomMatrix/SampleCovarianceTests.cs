using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class SampleCovarianceTests
{
    [Theory, InlineData(7, 20), InlineData(20, 7)]
    public void TheSpectrumIsThatOfTheWholeMatrix(int p, int n)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        double[] population = [.. Enumerable.Range(1, p).Select(i => (double)i)];
        Tensor factor = SampleCovariance.Factor(population, n, generator);
        Spectrum spectrum = SampleCovariance.SpectrumOf(factor);
        double[] expected = [.. linalg.eigvalsh(factor.mm(factor.t())).flip(0).data<double>()];
        Assert.Equal(p, spectrum.Dimension);
        Assert.All(expected.Zip(spectrum.Eigenvalues), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * expected[0]));
        Assert.All(spectrum.Eigenvalues.Skip(n), e => Assert.Equal(0, e));
    }

    [Fact]
    public void TheRowsHaveTheVariancesOfThePopulation()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(2);
        double[] diagonal = [.. SampleCovariance.Factor([4, 1, 0], 20000, generator).square().sum(1).data<double>()];
        Assert.Equal(4, diagonal[0], 4 * 5 * Math.Sqrt(2.0 / 20000));
        Assert.Equal(1, diagonal[1], 5 * Math.Sqrt(2.0 / 20000));
        Assert.Equal(0, diagonal[2]);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers()
    {
        using LiveTensors live = new();
        IReadOnlyList<double> first = Seeded(5), again = Seeded(5), other = Seeded(6);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        static IReadOnlyList<double> Seeded(ulong seed)
        {
            using Generator generator = new(seed);
            return SampleCovariance.Sample([1, 2, 3], 5, generator).Eigenvalues;
        }
    }

    [Fact]
    public void WhatIsNoPopulationAndNoFactorIsRefused()
    {
        using LiveTensors live = new();
        using Generator generator = new(1);
        Assert.All(
            (double[][])[[], [-1], [double.NaN], [double.PositiveInfinity]],
            p => Assert.Throws<ArgumentException>("population", () => SampleCovariance.Sample(p, 3, generator)));
        Assert.Throws<ArgumentOutOfRangeException>("samples", () => SampleCovariance.Sample([1], 0, generator));
        using Tensor vector = ones(3, float64), single = ones([3, 3], float32);
        Assert.Throws<ArgumentException>("factor", () => SampleCovariance.SpectrumOf(vector));
        Assert.Throws<ArgumentException>("factor", () => SampleCovariance.SpectrumOf(single));
    }
}
