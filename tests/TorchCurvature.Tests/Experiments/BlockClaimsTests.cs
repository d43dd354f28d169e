using TorchCurvature.Experiments.Blocks;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class BlockClaimsTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.6, 0.7 }, new[] { 0.2, 0.3, 0.35 }, Outcome.Holds)]
    [InlineData(new[] { 0.2, 0.3, 0.35 }, new[] { 0.5, 0.6, 0.7 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 0.2, 0.6, 0.4 }, new[] { 0.5, 0.3, 0.4 }, Outcome.NotDecided)]
    [InlineData(new[] { 0.9 }, new[] { 0.1 }, Outcome.NotDecided)]
    public void TheIntervalOfTheDifferenceDecides(double[] transformers, double[] convolutions, Outcome expected) =>
        Assert.Equal([expected, expected], BlockClaims.Of(Distances(transformers), Distances(convolutions)).Select(v => v.Outcome));

    [Fact]
    public void EachAxisDecidesForItself() => Assert.Equal(
        [Outcome.Holds, Outcome.DoesNotHold],
        BlockClaims.Of([new(0.5, 0.1), new(0.6, 0.2)], [new(0.1, 0.5), new(0.2, 0.6)]).Select(v => v.Outcome));

    [Fact]
    public void EqualSpectraAreAtDistanceZeroAndThoseFarApartAtOne()
    {
        double[] large = [1, 0.9, 0.8], small = [1e-5, 1e-5, 1e-5], negative = [-0.8, -0.9, -1];
        Assert.Equal(0, SpectrumDistance.MeanOver([large, large, large], 6), 1e-12);
        Assert.Equal(1, SpectrumDistance.MeanOver([large, negative], 6), 1e-6);
        double apart = SpectrumDistance.MeanOver([large, small], 6);
        Assert.InRange(apart, 0.99, 1);
        Assert.Equal(apart * 2 / 3, SpectrumDistance.MeanOver([large, small, small], 6), 1e-12); // of three pairs two
        double[] halved = [.. large.Select(e => e / 2)];
        Assert.InRange(SpectrumDistance.MeanOver([large, halved], 6), 0.05, 0.5);
    }

    [Fact]
    public void TheDistanceIsThatOfTheFormula()
    {
        // p = (1/2, 1/2), q = (1, 0): m = (3/4, 1/4), and JS = H(m) − (H(p) + H(q))/2.
        double entropy = -(0.75 * Math.Log2(0.75)) - (0.25 * Math.Log2(0.25));
        Assert.Equal(Math.Sqrt(entropy - 0.5), SpectrumDistance.Between([0.5, 0.5], [1, 0]), 1e-12);
    }

    [Fact]
    public void ADensityHasTheMassOneAndIsCentredWhereTheEigenvaluesAre()
    {
        double[] density = SpectrumDistance.Density([1e-3, 1e-3], largest: 1, 6);
        Assert.Equal(1, density.Sum(), 1e-12);
        Assert.Equal(36, Array.IndexOf(density, density.Max())); // 24 + 4·3
        double[] zeros = SpectrumDistance.Density([0, 1e-9, -1e-9], largest: 1, 6);
        Assert.Equal(24, Array.IndexOf(zeros, zeros.Max()));
    }

    [Fact]
    public void WhatIsBelowTheAxisIsZeroWhateverItsSize() => Assert.Equal(
        0, SpectrumDistance.MeanOver([[1, 1e-4, 1e-4], [1, 1e-7, -1e-7]], decades: 3), 1e-12);

    private static BlockDistances[] Distances(double[] each) => [.. each.Select(d => new BlockDistances(d, d))];
}
