using MathNet.Numerics.LinearAlgebra;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Samples;

/// <summary>The programs in samples run, and print what is so.</summary>
public sealed class SampleProgramTests
{
    private static readonly string[] s_tested =
    [
        "FirstSpectrum", "GaussNewtonSplit", "OwnData", "OwnLoss", "OwnModule", "RandomMatrixLaws", "ScriptedNetwork", "SpectralDensity",
        "TopEigenvalues",
    ];

    [Fact]
    public void EverySampleIsTestedHere() => Assert.Equal(
        s_tested,
        Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "samples"), "Program.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal));

    [Fact]
    public void FirstSpectrumHasTheErrorOfItsPrecision()
    {
        string[] lines = SampleProgram.Run("FirstSpectrum");
        double[] ends = SampleProgram.Numbers(lines[0]), counts = SampleProgram.Numbers(lines[1]);
        Assert.True(ends[0] > 0 && ends[1] < 0);

        // TorchSharp's modules are float32: mathematics.md (14).
        Assert.InRange(ends[2], 115 * 5e-8 * ends[0], 1e-3);
        Assert.InRange(counts[0], 1, 114);
        Assert.Equal((10 * 8) + 8 + (8 * 3) + 3, counts[1]);
    }

    [Fact]
    public void OwnModuleHasTheSameLargestEigenvalueBothWays()
    {
        double[][] lines = [.. SampleProgram.Run("OwnModule").Select(SampleProgram.Numbers)];
        Assert.Equal(63, lines[0][0]);
        Assert.InRange(Math.Abs(lines[1][0] - lines[2][0]), 0, lines[1][1] + lines[2][1]);
        Assert.InRange(lines[2][1], 0, 1e-4 * lines[2][0]);
    }

    [Fact]
    public void OwnLossHasTheEigenvaluesOfLeastSquares()
    {
        double[] eigenvalues = SampleProgram.Numbers(SampleProgram.Run("OwnLoss")[0]);
        Assert.Equal(2, eigenvalues.Length);
        Assert.Equal(1, eigenvalues[0], 1e-12);
        Assert.Equal(0.5, eigenvalues[1], 1e-12);
    }

    [Fact]
    public void OwnDataHasTheEigenvaluesOfTheTablesSecondMoments()
    {
        string[] table = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "samples", "OwnData", "springs.csv"))[1..];
        Matrix<double> rows = Matrix<double>.Build.DenseOfRowArrays(table.Select(row => (double[])[.. SampleProgram.Numbers(row)[..3], 1]));
        Matrix<double> moments = rows.TransposeThisAndMultiply(rows) / rows.RowCount;
        double[] expected = [.. moments.Evd(Symmetricity.Symmetric).EigenValues.Select(e => e.Real)];

        string[] lines = SampleProgram.Run("OwnData");
        Assert.Equal([24, 3], SampleProgram.Numbers(lines[0]));
        double[] found = SampleProgram.Numbers(lines[1]);
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Reverse().Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-10 * expected[^1]));
    }

    [Fact]
    public void TopEigenvaluesAreWithinTheirRadiiOfThoseOfTheWholeMatrix()
    {
        string[] lines = SampleProgram.Run("TopEigenvalues");
        using TrainTestSplit blobs = GaussianBlobs.Generate(classes: 4, dimension: 20, samples: 200);
        using Sequential model = MultilayerPerceptron.Create(20, [10], 4, Activation.Tanh, seed: 1);
        TrainingOptions training = new() { Optimizer = new GradientDescentSpec { LearningRate = 0.1 }, MaxSteps = 500 };
        new Trainer(model, new CrossEntropy(), blobs.Train, training).Run();
        double[] expected = EigenvaluesOf(model, blobs.Train);
        for (int i = 0; i < 5; i++)
        {
            double[] pair = SampleProgram.Numbers(lines[i]);
            Assert.InRange(Math.Abs(pair[0] - expected[i]), 0, pair[1] + (1e-5 * expected[0]));
        }

        Assert.Equal((20 * 10) + 10 + (10 * 4) + 4, SampleProgram.Numbers(lines[5])[1]);
    }

    [Fact]
    public void SpectralDensityHasTheCountAndTheTraceInItsIntervals()
    {
        double[][] lines = [.. SampleProgram.Run("SpectralDensity").Select(SampleProgram.Numbers)];
        using TrainTestSplit blobs = GaussianBlobs.Generate(classes: 4, dimension: 20, samples: 200);
        using Sequential model = MultilayerPerceptron.Create(20, [10], 4, Activation.Tanh, seed: 1);
        double[] expected = EigenvaluesOf(model, blobs.Train);
        Assert.InRange(expected.Count(e => e < -1e-3), lines[0][2], lines[0][3]);
        Assert.InRange(expected.Sum(), lines[1][1], lines[1][2]);
    }

    [Fact]
    public void GaussNewtonSplitAddsUpAndHasItsRank()
    {
        // mathematics.md (3), (4) and (8).
        double[][] parts = [.. SampleProgram.Run("GaussNewtonSplit").Select(SampleProgram.Numbers)];
        Assert.Equal(parts[0][0], parts[1][0] + parts[2][0], 1e-12);
        Assert.Equal(5 * (3 - 1), parts[1][1]);
        Assert.Equal(0, parts[1][2]);
        Assert.True(parts[2][2] > 0);
    }

    [Fact]
    public void RandomMatrixLawsAreThoseOfTheFormulas()
    {
        // mathematics.md (29) and (30).
        double[][] lines = [.. SampleProgram.Run("RandomMatrixLaws").Select(SampleProgram.Numbers)];
        Assert.Equal(3 * (1 + (0.25 / 2)), lines[0][1], 1e-12);
        Assert.Equal(2.25, lines[1][1], 1e-12);
        Assert.Equal(lines[0][1], lines[0][0], 0.2);
        Assert.Equal(lines[1][1], lines[1][0], 0.1);
        Assert.InRange(lines[2][0], 0, 0.03);
    }

    [Fact]
    public void ScriptedNetworkHasThePyTorchNumbers()
    {
        string folder = Path.Combine(RepositoryRoot.Path, "docs", "own-model");
        double[][] lines = [.. SampleProgram.Run("ScriptedNetwork", folder).Select(SampleProgram.Numbers)];

        // PyTorch 1.13, double backward in float64 and eigvalsh.
        Assert.Equal(868, lines[0][0]);
        Assert.Equal(0.08800432904698154, lines[0][1], 1e-13);
        Assert.Equal(100.46709478190789, lines[1][0], 1e-10);
        Assert.Equal(-1.56003724924554, lines[1][1], 1e-10);
    }

    private static double[] EigenvaluesOf(Sequential model, Dataset data)
    {
        using Batches batches = data.Batches();
        using DenseOperator matrix = new EmpiricalRisk(model, new CrossEntropy(), batches).Hessian().Exact();
        using Tensor eigenvalues = linalg.eigvalsh(matrix.Matrix.to(float64));
        return [.. eigenvalues.data<double>().ToArray().Reverse()];
    }
}
