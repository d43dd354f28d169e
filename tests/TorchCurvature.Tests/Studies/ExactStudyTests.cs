using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Eigensolvers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class ExactStudyTests : IAsyncLifetime
{
    private const long Dimension = 27;

    private static readonly SpectrumSpec s_everything = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
            Model = new MlpSpec { Hidden = [3], Activation = Activation.Tanh },
            WeightDecay = 0.01,
        },
        Eigenvectors = true,
        Split = true,
        Noise = true,
        Theory = true,
    };

    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_everything.Problem.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void EverythingIsWhatSeparateMatricesGive()
    {
        using var live = new LiveTensors();
        using Point point = MakePoint(CurvatureMatrices.Hessian);
        using ExactResult found = ExactStudy.Compute("final", point, s_everything);

        using nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Batches batches = _problem.Train.Batches(7);
        var risk = new EmpiricalRisk(model, _problem.Loss, batches, 0.01);
        using DenseOperator columns = Whole(risk, CurvatureMatrices.Hessian, ExactHessianMethod.ColumnByColumn);
        Assert.Equal(ExactHessianMethod.FullyConnectedClosedForm, found.Method);
        AssertNear(DenseEigensolver.Values(columns).Values, found.Spectrum.Eigenvalues, 1e-12);
        Assert.Equal(risk.Evaluate().Loss, found.Train.Loss, 1e-14);

        using DenseOperator gaussNewton = Whole(risk, CurvatureMatrices.GaussNewton);
        using DenseOperator fisher = Whole(risk, CurvatureMatrices.EmpiricalFisher);
        HessianSplit split = found.Split!.Split, separate = HessianSplit.Compute(
            columns, gaussNewton, fisher, overlapDimension: split.OverlapDimension);
        Assert.Equal(found.Outliers.Single(o => o.Rule == OutlierRule.BulkEdge).Count is > 0 and var k ? k : 2, split.OverlapDimension);
        AssertNear(separate.GaussNewton.Eigenvalues, split.GaussNewton.Eigenvalues, 1e-12);
        AssertNear(separate.Functional.Eigenvalues, split.Functional.Eigenvalues, 1e-12);
        AssertNear(separate.EmpiricalFisher.Eigenvalues, split.EmpiricalFisher.Eigenvalues, 1e-12);
        AssertNear(
            [separate.FunctionalToHessian, separate.RemainderToHessian, separate.GaussNewtonOverlap, separate.EmpiricalFisherOverlap],
            [split.FunctionalToHessian, split.RemainderToHessian, split.GaussNewtonOverlap, split.EmpiricalFisherOverlap], 1e-12);

        using DenseOperator noise = GradientNoiseCovariance.Matrix(risk);
        GradientNoise expected = GradientNoise.Compute(columns, noise, split.OverlapDimension);
        AssertNear(
            [expected.Trace, expected.TraceWithHessian, expected.Overlap],
            [found.Noise!.Trace, found.Noise.TraceWithHessian, found.Noise.Overlap], 1e-12);

        using Tensor vectors = found.Pairs!.Vectors * 1.0, product = columns.Matrix.mm(vectors);
        using Tensor values = tensor(found.Spectrum.Eigenvalues.ToArray()), scaled = vectors * values;
        TensorAssert.Near(scaled, product, 1e-13);
        Assert.Equal(["H", "G", "empirical Fisher"], found.Theory!.Select(t => t.Matrix.Symbol));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void OnlyWhatWasAskedForIsFoundAndKept(bool eigenvectors, bool split, bool noise)
    {
        SpectrumSpec spec = s_everything with { Eigenvectors = eigenvectors, Split = split, Noise = noise, Theory = false };
        using var live = new LiveTensors();
        using Point point = MakePoint(spec.NeedsVectors ? CurvatureMatrices.Hessian : null);
        using ExactResult found = ExactStudy.Compute("final", point, spec);
        Assert.Equal(
            (eigenvectors, split, noise, false),
            (found.Pairs is not null, found.Split is not null, found.Noise is not null, found.Theory is not null));
        Assert.Empty(found.Layers);
    }

    /// <summary>Nothing is left where it is stopped after H, after F, after G or after the empirical Fisher.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ACancelledStudyLeavesNothing(int diagonalizations)
    {
        using var live = new LiveTensors();
        using var source = new CancellationTokenSource();
        int count = 0;
        using var counted = new Diagonalizations(dimension =>
        {
            count += dimension == Dimension ? 1 : 0;
            if (count == diagonalizations)
            {
                source.Cancel();
            }
        });
        using Point point = MakePoint(CurvatureMatrices.Hessian);
        IReadOnlyList<ParameterBlock> layers = LayerStudy.Select(point.Model, []);
        Assert.ThrowsAny<OperationCanceledException>(
            () => ExactStudy.Compute("final", point, s_everything, layers, source.Token));
        Assert.Equal(diagonalizations, counted.Of(Dimension));
    }

    [Fact]
    public void AMatrixThatIsNotFiniteLeavesNothing()
    {
        using var live = new LiveTensors();
        using Point point = MakePoint(CurvatureMatrices.Hessian);
        using (no_grad())
        {
            foreach (Parameter parameter in point.Model.parameters())
            {
                parameter.fill_(double.NaN);
            }
        }

        Assert.Throws<NotFiniteNumberException>(() => ExactStudy.Compute("final", point, s_everything));
    }

    [Fact]
    public void APointIsStudiedAgainToTheSame()
    {
        using var live = new LiveTensors();
        using Point point = MakePoint(CurvatureMatrices.Hessian);
        using ExactResult one = ExactStudy.Compute("final", point, s_everything), again = ExactStudy.Compute("final", point, s_everything);
        TensorAssert.SameBits(one.Pairs!.Vectors, again.Pairs!.Vectors);
        Assert.Equal(one.Split!.Split.GaussNewtonOverlap, again.Split!.Split.GaussNewtonOverlap);
        Assert.Same(one.Spectrum, again.Spectrum);
    }

    [Fact]
    public void WhatAPointDoesNotHaveIsRefused()
    {
        using var live = new LiveTensors();
        using Point point = MakePoint(withVectors: null), withVectors = MakePoint(CurvatureMatrices.Hessian);
        Assert.Contains(
            "make it with them",
            Assert.Throws<InvalidOperationException>(() => ExactStudy.Compute("final", point, s_everything)).Message,
            StringComparison.Ordinal);
        Assert.Throws<SettingException>(
            () => ExactStudy.Compute("final", point, s_everything with { Matrix = CurvatureMatrices.GaussNewton }));
        Assert.All([0, 28], k => Assert.Throws<ArgumentOutOfRangeException>(() => SplitStudy.Compute(withVectors, k)));
        Assert.All([0, 28], k => Assert.Throws<ArgumentOutOfRangeException>(() => NoiseStudy.Compute(withVectors, k)));
    }

    /// <summary>The point owns the network from its constructor on, even where that throws.</summary>
    [Fact]
    public async Task APointThatCannotBeMadeLeavesNothing()
    {
        using var live = new LiveTensors();
        using Problem wrong = await (s_everything.Problem with { WeightDecay = -1 }).LoadAsync();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Point(wrong, wrong.CreateModel(WorkingPrecision.Float64, CPU), wrong.Train, wrong.Test));
    }

    private static DenseOperator Whole(EmpiricalRisk risk, CurvatureMatrix kind, ExactHessianMethod? method = null)
    {
        using ExactHessian matrix = ExactHessian.Compute(risk, kind, method);
        return matrix.ToOperator();
    }

    private static void AssertNear(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private Point MakePoint(CurvatureMatrix? withVectors) =>
        new(_problem, _problem.CreateModel(WorkingPrecision.Float64, CPU), _problem.Train, _problem.Test, withVectors);
}
