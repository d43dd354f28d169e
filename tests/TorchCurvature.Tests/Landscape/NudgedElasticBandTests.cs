using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class NudgedElasticBandTests : IDisposable
{
    private const int Pivots = 9;

    private readonly CircularValley _valley = new();

    public void Dispose() => _valley.Dispose();

    [Fact]
    public void ABandGoesStraightFromPivotToPivotAndHasTheNetworksAsEnds()
    {
        using Tensor low = tensor([3.0, -2.0]), high = tensor([5.0, 0.0]);
        using var band = new ElasticBand(_valley.A, [low, high], _valley.B);
        using Tensor start = band.At(0), end = band.At(1), pivot = band.At(1.0 / 3), half = band.At(0.5), beyond = band.At(4.0 / 3);
        TensorAssert.SameBits(_valley.A, start);
        TensorAssert.SameBits(_valley.B, end);
        TensorAssert.SameBits(low, pivot);
        using Tensor between = tensor([4.0, -1.0]), further = tensor([-5.0, 2.0]);
        TensorAssert.Near(between, half, 1e-14);
        TensorAssert.Near(further, beyond, 1e-13);
    }

    /// <summary>
    /// The band that is left is the regular polygon in the circle, whose pieces of angle δ = (π/2)/(K + 1) have their middles at radius
    /// cos(δ/2): a barrier of sin⁴(δ/2), where the line's is ¼.
    /// </summary>
    [Fact]
    public void TheBandGoesRoundAWallThatTheLineClimbs()
    {
        using Tensor own = tensor([0.3, 0.4]);
        new ParameterLayout(_valley.Model).Assign(own);
        using ElasticBand band = Relax(new CurveTrainingOptions { Steps = 400, LearningRate = 0.05, BatchSize = 2, Seed = 1 });
        using var line = new StraightLine(_valley.A, _valley.B);
        (PathProfile straight, PathProfile bent) = (_valley.Profile(line, CircularValley.Loss), _valley.Profile(band, CircularValley.Loss));
        double half = Math.PI / 4 / (Pivots + 1);
        Assert.Equal(0.25, straight.AboveInterpolation.Height, 1e-12);
        Assert.Equal(Math.Pow(Math.Sin(half), 4), bent.AboveInterpolation.Height, 1e-9);
        Assert.Equal(LevelSetDecision.Same, bent.AboveMeanOfEnds.Compare(0.001));
        Assert.Equal(LevelSetDecision.Different, straight.AboveMeanOfEnds.Compare(0.001));
        Assert.All(Lengths(band), length => Assert.Equal(2 * Math.Sin(half), length, 1e-7));
        using Tensor after = new ParameterLayout(_valley.Model).ToVector(), start = band.At(0), end = band.At(1);
        TensorAssert.SameBits(own, after);
        TensorAssert.SameBits(_valley.A, start);
        TensorAssert.SameBits(_valley.B, end);
    }

    /// <summary>
    /// L = ‖w‖² + w₁: along the line between two points of the first axis the gradient is along the band, so that nothing moves, however
    /// the loss falls. The step is so large that it would carry pivots beyond the end.
    /// </summary>
    [Fact]
    public void ASlopeAlongTheBandMovesNoPivot()
    {
        Loss slope = Loss.FromExampleLosses("slope", (w, _) => w.square().sum(1) + w.select(1, 0));
        using Tensor last = tensor([-1.0, 0.0]);
        using ElasticBand band = NudgedElasticBand.Relax(
            _valley.Model, slope, _valley.Data, _valley.A, last, 4, new CurveTrainingOptions { Steps = 50, LearningRate = 0.9 });
        using var line = new StraightLine(_valley.A, last);
        foreach (double t in CircularValley.Positions)
        {
            using Tensor expected = line.At(t), found = band.At(t);
            TensorAssert.Near(expected, found, 1e-14);
        }
    }

    /// <summary>A lopsided valley drives the pivots apart: the pieces are equal all the same.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(60)]
    public void ThePiecesAreEquallyLongWheneverTheRelaxationEnds(long steps)
    {
        Loss lopsided = Loss.FromExampleLosses(
            "lopsided", (w, _) => (w.select(1, 1) - (2 * w.select(1, 0) * (1 - w.select(1, 0)).square()) - 1 + w.select(1, 0)).square());
        using ElasticBand band = NudgedElasticBand.Relax(
            _valley.Model, lopsided, _valley.Data, _valley.A, _valley.B, Pivots,
            new CurveTrainingOptions { Steps = steps, LearningRate = 0.1 });
        double[] lengths = Lengths(band);
        Assert.True(lengths.Sum() > 1.42, "The band is still the line.");
        Assert.All(lengths, length => Assert.Equal(lengths.Average(), length, 1e-8));
    }

    /// <summary>The tangent of a pivot is between its neighbours, so that no end of a band is the first one.</summary>
    [Fact]
    public void FromTheOtherEndItIsTheSameBand()
    {
        var options = new CurveTrainingOptions { Steps = 6, LearningRate = 0.05 };
        using ElasticBand there = Relax(options), back = NudgedElasticBand.Relax(
            _valley.Model, CircularValley.Loss, _valley.Data, _valley.B, _valley.A, Pivots, options);
        Assert.All(there.Pivots.Zip(back.Pivots.Reverse()), pair => TensorAssert.Near(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndNoTensorIsLeft()
    {
        var options = new CurveTrainingOptions { Steps = 20, BatchSize = 2, Seed = 3 };
        using LiveTensors live = new();
        using ElasticBand first = Relax(options), second = Relax(options);
        for (int i = 0; i < Pivots; i++)
        {
            TensorAssert.SameBits(first.Pivots[i], second.Pivots[i]);
        }
    }

    [Fact]
    public void WhatCannotBeRelaxedIsNamed()
    {
        string message =
            Assert.Throws<NotFiniteNumberException>(() => Relax(new CurveTrainingOptions { Steps = 1000, LearningRate = 1e6 })).Message;
        Assert.Contains("with a learning rate below 1000000", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("pivots", () =>
            NudgedElasticBand.Relax(_valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, 0, new CurveTrainingOptions()));
        // From a network to itself there is no direction, and the pivots stay in the minimum that it is.
        using ElasticBand still = NudgedElasticBand.Relax(
            _valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.A, 3, new CurveTrainingOptions { Steps = 5 });
        TensorAssert.SameBits(_valley.A, still.Pivots[1]);
    }

    private ElasticBand Relax(CurveTrainingOptions options) =>
        NudgedElasticBand.Relax(_valley.Model, CircularValley.Loss, _valley.Data, _valley.A, _valley.B, Pivots, options);

    private static double[] Lengths(ElasticBand band)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] points = [band.At(0), .. band.Pivots, band.At(1)];
        return [.. points.Zip(points[1..], (from, to) => (to - from).norm().item<double>())];
    }
}
