using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchCurvature.Tests.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests;

/// <summary>The doors give what the rooms behind them give, and leave nothing alive.</summary>
public sealed class DoorTests : IDisposable
{
    private readonly Sequential _network = Networks.FullyConnected([5, 6, 3], "tanh", bias: true, seed: 1);
    private readonly Batch[] _batches = Networks.Batches([5], 3, seed: 2, 9, 6);
    private readonly EmpiricalRisk _risk;

    public DoorTests() => _risk = new EmpiricalRisk(_network, new CrossEntropy(), _batches);

    public static TheoryData<string> Words => [.. CurvatureMatrices.Words];

    public void Dispose() => Array.ForEach<IDisposable>([_network, .. _batches], d => d.Dispose());

    [Fact]
    public void EveryMatrixHasADoor()
    {
        RiskCurvature[] doors =
        [
            _risk.Hessian(), _risk.GaussNewton(), _risk.FunctionalHessian(), _risk.EmpiricalFisher(), _risk.LabelProbabilityRemainder(),
        ];
        Assert.Equal(CurvatureMatrices.All, doors.Select(door => door.Kind));
        Assert.Same(CurvatureMatrices.GaussNewton, _risk.Curvature(CurvatureMatrices.GaussNewton).Kind);
        Assert.Throws<ArgumentException>("word", () => _risk.Curvature("hesian"));
    }

    [Theory, MemberData(nameof(Words))]
    public void TheDoorsOfAMatrixAgreeWithTheRoomsBehindThem(string word)
    {
        using LiveTensors live = new();
        RiskCurvature door = _risk.Curvature(word);
        using ExactHessian exact = CurvatureMatrices.Find(word).Exact(_risk);
        using DenseOperator matrix = door.Exact();
        TensorAssert.SameBits(exact.Matrix, matrix.Matrix);
        Assert.Equal(exact.InheritedError, matrix.InheritedError);

        Spectrum spectrum = door.Spectrum();
        using DenseOperator own = exact.ToOperator();
        Assert.Equal(DenseEigensolver.Values(own).Values, spectrum.Eigenvalues);
        Assert.Equal(exact.InheritedError, spectrum.InheritedError);
        using EigenPairs pairs = door.Pairs();
        Assert.All(pairs.Values.Zip(spectrum.Eigenvalues), pair => Assert.Equal(pair.First, pair.Second, 2 * spectrum.NoiseFloor));
        Assert.Equal(spectrum.NoiseFloor, pairs.Spectrum().NoiseFloor, 1e-15);

        // The same from products alone.
        using SymmetricOperator products = door.Operator();
        Spectrum ofProducts = products.Spectrum();
        Assert.All(
            ofProducts.Eigenvalues.Zip(spectrum.Eigenvalues),
            pair => Assert.Equal(pair.First, pair.Second, ofProducts.NoiseFloor + spectrum.NoiseFloor));
        CheckEnds(door, spectrum);
    }

    [Fact]
    public void WhatIsTakenOfADensityIsCountedOneByOne()
    {
        using LiveTensors live = new();
        RiskCurvature door = _risk.Hessian();
        using ExtremalEigenPairs top = door.Top(5);
        var coarse = new QuadratureOptions { WassersteinError = 0.3, Probes = 24 };
        SpectralDensity density = door.Density(top, coarse), without = door.Density(options: coarse);
        Assert.Equal((5, 0), (density.Deflated.Count, without.Deflated.Count));
        // What is left is no larger than the last one taken out, because the search was confirmed.
        Assert.True(top.AreRanksConfirmed);
        Assert.Equal(top.Pairs[4].Value, density.UpperEnd, 1e-5);
        double[] spectrum = [.. door.Spectrum().Eigenvalues];
        Assert.InRange(density.WassersteinDistance(spectrum), 0, coarse.WassersteinError * (spectrum[0] - spectrum[^1]));
    }

    [Fact]
    public void AnEstimateHoldsTheTruthWithinItsErrors()
    {
        using LiveTensors live = new();
        RiskCurvature door = _risk.Hessian();
        using ExtremalEigenPairs ends = door.Ends(new LanczosOptions { Top = 5, Bottom = 2 });
        Spectrum spectrum = door.Spectrum();
        SpectralMoments moments = door.Moments(ends);
        Assert.Equal(spectrum.Eigenvalues.Sum(), moments.Trace.Value, 4 * moments.Trace.StandardError);
        Assert.Equal(moments.Trace, door.Trace(ends));
        Assert.True(door.Trace().Products >= moments.Trace.Products, "Known pairs cost products in place of saving some.");
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedBeforeItBegins()
    {
        using LiveTensors live = new();
        using var wide = new LopsidedOperator(20_000_000);
        string message = Assert.Throws<InsufficientMemoryException>(() => wide.Spectrum()).Message;
        Assert.Contains("All eigenvalues of a matrix of dimension 20000000 take", message, StringComparison.Ordinal);
        Assert.Contains("Top, Ends, Density, Moments and Trace need matrix-vector products alone.", message, StringComparison.Ordinal);
        Assert.Throws<InsufficientMemoryException>(() => wide.Pairs());

        using Sequential network = MultilayerPerceptron.Create(1000, [2000], 3, Activation.ReLU, seed: 1);
        using Batch batch = new(ones(1, 1000, dtype: float64), zeros(1, dtype: int64));
        RiskCurvature door = new EmpiricalRisk(network, new CrossEntropy(), [batch]).Hessian();
        Assert.Throws<InsufficientMemoryException>(() => door.Exact());
        Assert.Throws<InsufficientMemoryException>(() => door.Spectrum());
        Assert.Throws<ArgumentOutOfRangeException>("count", () => door.Top(0));
    }

    private static void CheckEnds(RiskCurvature door, Spectrum spectrum)
    {
        using ExtremalEigenPairs top = door.Top(3);
        Assert.Equal(3, top.Pairs.Count);
        double resolution = Math.Max(top.RankResolution, spectrum.NoiseFloor);
        Assert.All(top.Pairs, p => Assert.Equal(spectrum.Eigenvalues[p.Index - 1], p.Value, p.Radius + resolution));
    }
}
