using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Experiments;

/// <summary>A trained network's spectra, and the record of them that is kept.</summary>
public sealed class SolutionTests
{
    private static readonly BlobsCell _cell = new(
        Optimizer.GradientDescent, Activation.ReLU, Spread: 1, Classes: 2, Seed: 0, WithInitial: true, Dimension: 1, Samples: 4,
        Hidden: 8, MaxSteps: 3, StopGradientNorm: 0);

    [Fact]
    public void TheSpectrumBeforeTrainingIsThatOfTheUntrainedNetwork()
    {
        using LiveTensors live = new();
        Spectrum initial = _cell.Compute(_ => { }, TestContext.Current.CancellationToken).InitialSpectrum();

        using TrainTestSplit data = GaussianBlobs.Generate(2, 1, 4, 1, SeedStream.Derive(0, "data"));
        using Sequential model = MultilayerPerceptron.Create(1, [8, 8], 2, Activation.ReLU, SeedStream.Derive(0, "weights"));
        using Batches batches = data.Train.Batches(3);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
        using ExactHessian hessian = ExactHessian.Compute(risk, method: ExactHessianMethod.ColumnByColumn);
        using DenseOperator matrix = hessian.ToOperator();
        Eigenvalues expected = DenseEigensolver.Values(matrix);
        Assert.Equal(MultilayerPerceptron.ParameterCount(1, [8, 8], 2), initial.Dimension);
        Assert.All(expected.Values.Zip(initial.Eigenvalues), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.InRange(initial.ZeroRows, 1, initial.Dimension - 1);
        Assert.Equal(expected.ZeroRows, initial.ZeroRows);
    }

    /// <summary>A cell that was kept is found by its key and the text of its settings, which say covariance.</summary>
    [Fact]
    public void ACellIsFoundByTheNamesOfKeptFiles()
    {
        BlobsCell kept = _cell with { StopGradientNorm = 1e-4 };
        Assert.Equal("blobs-gd-relu-cov1-C2-N4-d1-h8-steps3-seed0-initial", kept.Key);
        Assert.Equal(
            """{"optimizer":"gradient-descent","activation":"re-lu","covariance":1,"classes":2,"seed":0,"withInitial":true,"""
            + """
            "dimension":1,"samples":4,"hidden":8,"maxSteps":3,"stopGradientNorm":0.0001}
            """,
            kept.Settings);
    }

    [Fact]
    public void ARecordKeepsPrecisionAndZeroRowsOfBothSpectra()
    {
        var solution = new Solution(
            5, StoppingReason.StepLimit, 1, 2, 0.5, 0.25, ZeroRows: 3, Initial: [2, 0, 0], Final: [1, 0, 0], InitialZeroRows: 2,
            ScalarType.Float32);
        Solution read = JsonSerializer.Deserialize<Solution>(JsonSerializer.Serialize(solution, CellStore.Format), CellStore.Format)!;
        Assert.Equal((2L, ScalarType.Float32), (read.InitialSpectrum().ZeroRows, read.InitialSpectrum().DType));
        Assert.Equal((3L, ScalarType.Float32), (read.FinalSpectrum().ZeroRows, read.FinalSpectrum().DType));
    }

    [Fact]
    public void ARecordWithoutThemIsOfFloat64()
    {
        const string Old = """
            {"steps":5,"reason":"step-limit","loss":1,"gradientNorm":"NaN","trainAccuracy":0.5,"testAccuracy":0.25,"zeroRows":3,
            "initial":[2,0,0],"final":[1,0,0]}
            """;
        Solution read = JsonSerializer.Deserialize<Solution>(Old, CellStore.Format)!;
        Assert.Equal((0L, ScalarType.Float64), (read.InitialSpectrum().ZeroRows, read.InitialSpectrum().DType));
        Assert.Equal((3L, ScalarType.Float64), (read.FinalSpectrum().ZeroRows, read.FinalSpectrum().DType));
        Assert.Equal([2, 0, 0], read.InitialSpectrum().Eigenvalues);
    }

    [Fact]
    public void ASpectrumThatWasNotAskedForIsMissed() => Assert.Throws<InvalidOperationException>(
        () => (_cell with { WithInitial = false }).Compute(_ => { }, TestContext.Current.CancellationToken).InitialSpectrum());

    [Theory]
    [InlineData(14, 5, 1045)]
    [InlineData(28, 0, 5142)]
    public void TheCellOfDigitsKnowsItsParameters(int side, int hidden, long expected)
    {
        var cell = new ImageCell(
            Digits: true, side, Samples: 10, hidden, BatchSize: null, MaxSteps: 1, StopGradientNorm: 0, Seed: 0);
        Assert.Equal(expected, cell.Parameters);
    }
}
