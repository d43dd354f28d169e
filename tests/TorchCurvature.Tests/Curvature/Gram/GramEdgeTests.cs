using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature.Gram;

/// <summary>Gram matrices beside the spectrum: shifts, places, vectors, kernels, blocks, refusals, single precision.</summary>
public sealed class GramEdgeTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Sequential _network = Networks.FullyConnected([6, 8, 5, 3], "tanh", bias: true, seed: 1);
    private readonly Batch[] _batches = Networks.Batches([6], 3, seed: 11, 4, 1, 6);

    public void Dispose()
    {
        _network.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
        _scope.Dispose();
    }

    [Fact]
    public void WeightDecayShiftsEveryEigenvalueAndLeavesTheBound()
    {
        const double Decay = 0.3;
        var plain = new EmpiricalRisk(_network, new CrossEntropy(), _batches);
        var decayed = new EmpiricalRisk(_network, new CrossEntropy(), _batches, Decay);
        Spectrum expected = plain.GaussNewton().GramSpectrum(), found = decayed.GaussNewton().GramSpectrum();
        Assert.Equal(plain.Dimension - 22, found.ImpliedZeros);
        Assert.Equal(plain.Dimension, found.Eigenvalues.Count);
        Assert.All(expected.Eigenvalues.Zip(found.Eigenvalues), pair => Assert.Equal(pair.First + Decay, pair.Second, 1e-15));
        Assert.Equal(Decay, found.Smallest);
        Assert.Equal(plain.Dimension - 22, found.CountNearZero(Decay));
        Spectrum back = found.Less(Decay);
        Assert.Equal(0, back.Smallest);
        Assert.Equal(expected.ImpliedZeros, back.ImpliedZeros);
        Assert.Equal(expected.Largest, back.Largest, 1e-15);
        Assert.InRange(back.NoiseFloor, expected.NoiseFloor, 1e-12 * back.Largest);
        Spectrum whole = decayed.GaussNewton().Spectrum();
        Assert.Equal(whole.Mean, found.Mean, 1e-15);
        Assert.Equal(whole.StandardDeviation, found.StandardDeviation, 1e-15);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void APlaceIsATermAndAnIgnoredOneIsNone(bool isWeighted)
    {
        using var generator = new Generator(3);
        Tensor x = randn([5, 4, 6], float64, generator: generator);
        Tensor labels = randint(3, [5, 4], int64, generator: generator).masked_fill(rand([5, 4], generator: generator).lt(0.4), -7);
        using Batch sequences = new(x, labels);
        var loss = new CrossEntropy(isWeighted ? [0.5, 2, 1] : null, labelSmoothing: 0.1, ignoreIndex: -7);
        var risk = new EmpiricalRisk(_network, loss, [sequences]);
        Assert.InRange(risk.TermCount, 1, 19);
        foreach (CurvatureMatrix kind in (CurvatureMatrix[])[CurvatureMatrices.GaussNewton, CurvatureMatrices.EmpiricalFisher])
        {
            using GramMatrix gram = GramMatrix.Compute(risk, kind);
            Assert.Equal(risk.TermCount * (kind == CurvatureMatrices.GaussNewton ? 2 : 1), gram.Size);
            Spectrum expected = risk.Curvature(kind).Spectrum();
            AssertNear(expected, gram.Spectrum(), 1e-13);
        }
    }

    [Fact]
    public void TheEigenvectorsAreThoseOfTheWholeMatrix()
    {
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _batches);
        using DenseOperator whole = risk.GaussNewton().Exact();
        using LiveTensors live = new();
        using GramMatrix gram = GramMatrix.Compute(risk);
        using GramPairs pairs = gram.Pairs(1000);
        Assert.Equal(pairs.Spectrum.PositiveCount, pairs.Values.Count);
        Assert.Equal(22, pairs.Values.Count);
        using DisposeScope scope = NewDisposeScope();
        Tensor residuals = whole.Matrix.mm(pairs.Vectors) - (pairs.Vectors * tensor(pairs.Values.ToArray()));
        Assert.InRange(residuals.abs().max().item<double>(), 0, 1e-13 * pairs.Values[0]);
        TensorAssert.Near(eye(22, dtype: float64), pairs.Vectors.t().mm(pairs.Vectors), 1e-14);
        TensorAssert.Near(tensor(pairs.ResidualNorms.ToArray()), linalg.norm(residuals, 2.0, [0]), 1e-14 * pairs.Values[0]);
        using GramPairs first = gram.Pairs(3);
        Assert.Equal(pairs.Values.Take(3), first.Values);
    }

    /// <summary>
    /// Examples that nearly repeat others have small eigenvalues, down to the bound, where Bᵀu/√λ is neither orthogonal nor of unit length.
    /// </summary>
    [Fact]
    public void EigenvectorsOfTheSmallestEigenvaluesAreOrthonormalToo()
    {
        Tensor x = _batches[2].Inputs;
        using var generator = new Generator(2);
        using Batch near = new(x + (1e-5 * randn(x.shape, float64, generator: generator)), _batches[2].Targets.alias());
        using Batch nearer = new(x + 2e-7, _batches[2].Targets.alias());
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), [_batches[2], near, nearer]);
        using DenseOperator whole = risk.GaussNewton().Exact();
        using GramMatrix gram = GramMatrix.Compute(risk);
        using EigenPairs ofGram = DenseEigensolver.Pairs(gram.ToOperator());
        using GramPairs pairs = gram.Pairs(1000);
        int count = pairs.Values.Count;
        Assert.InRange(pairs.Values[^1], 0, 1e-12 * pairs.Values[0]); // so that it says something
        Tensor scale = tensor(pairs.Values.ToArray()).rsqrt();
        Tensor plain = gram.TransposedRowsTimes(ofGram.Vectors.narrow(1, 0, count) * scale);
        Assert.InRange(OffOrthonormal(plain), 1e-7, 1);
        Assert.InRange(OffOrthonormal(pairs.Vectors), 0, 1e-14);
        Tensor residuals = whole.Matrix.mm(pairs.Vectors) - (pairs.Vectors * tensor(pairs.Values.ToArray()));
        Assert.InRange(linalg.norm(residuals, 2.0, [0]).max().item<double>(), 0, pairs.Spectrum.NoiseFloor);

        static double OffOrthonormal(Tensor columns) =>
            (columns.t().mm(columns) - eye(columns.shape[1], dtype: float64)).abs().max().item<double>();
    }

    /// <summary>Of f(x) = Wx + b, ∂f_c/∂w·∂f_c'/∂w = δ_cc' (x·x' + 1).</summary>
    [Theory, InlineData(GramMethod.LayerByLayer), InlineData(GramMethod.RowByRow)]
    public void TheKernelOfALinearNetworkIsThatOfItsInputs(GramMethod method)
    {
        using Sequential linear = Networks.FullyConnected([6, 3], "linear", bias: true, seed: 4);
        var risk = new EmpiricalRisk(linear, new CrossEntropy(), _batches);
        using GramMatrix kernel = GramMatrix.Kernel(risk, method);
        Tensor x = cat([.. _batches.Select(b => b.Inputs)]);
        Tensor expected = kron((x.mm(x.t()) + 1).contiguous(), eye(3, dtype: float64));
        TensorAssert.Near(expected, kernel.Matrix, 1e-14);
    }

    [Fact]
    public void ANetworkThatMixesItsExamplesIsDifferentiatedWhole()
    {
        using var mixing = new MixingModule(Networks.FullyConnected([6, 4, 3], "tanh", bias: true, seed: 5));
        var risk = new EmpiricalRisk(mixing, new CrossEntropy(), _batches);
        using GramMatrix gram = GramMatrix.Compute(risk);
        AssertNear(risk.GaussNewton().Spectrum(), gram.Spectrum(), 1e-13);
    }

    /// <summary>ℓ = Σ sin f has the second derivative −sin f, of both signs.</summary>
    [Fact]
    public void ALossThatIsNotConvexIsRefusedAndTheFisherMatrixIsNot()
    {
        var risk = new EmpiricalRisk(_network, Loss.FromExampleLosses("waves", (f, _) => f.sin().sum(1)), _batches);
        using LiveTensors live = new();
        string message = Assert.Throws<IndefiniteLossException>(() => GramMatrix.Compute(risk)).Message;
        Assert.Contains("'waves' is not convex in the outputs", message, StringComparison.Ordinal);
        using GramMatrix fisher = GramMatrix.Compute(risk, CurvatureMatrices.EmpiricalFisher);
        AssertNear(risk.EmpiricalFisher().Spectrum(), fisher.Spectrum(), 1e-13);
    }

    [Fact]
    public void TheHessianAndALinearLossHaveNone()
    {
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _batches);
        Assert.Contains("Gram matrix", Assert.Throws<NotSupportedException>(
            () => GramMatrix.Compute(risk, CurvatureMatrices.Hessian)).Message, StringComparison.Ordinal);
        Assert.Null(GramPlan.For(risk, CurvatureMatrices.Functional));
        var linear = new EmpiricalRisk(_network, Loss.FromExampleLosses("linear", (f, _) => f.sum(1)), _batches);
        Assert.All(linear.GaussNewton().GramSpectrum().Eigenvalues, e => Assert.Equal(0, e));
    }

    /// <summary>A hook changes the function, and the layers alone do not show it.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void AHookIsSeen(bool isLast)
    {
        nn.Module<Tensor, Tensor> layer = _network.children().OfType<Linear>().ElementAt(isLast ? 2 : 1);
        layer.register_forward_hook((_, _, output) => output * output);
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _batches);
        using GramMatrix gram = GramMatrix.Compute(risk);
        Assert.Equal(GramMethod.RowByRow, gram.Method);
        Assert.Contains("row by row", gram.Remark, StringComparison.Ordinal);
        using ExactHessian whole = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton, ExactHessianMethod.ColumnByColumn);
        using DenseOperator dense = whole.ToOperator();
        AssertNear(dense.Spectrum(), gram.Spectrum(), 1e-13);
        Assert.Throws<NotSupportedException>(() => GramMatrix.Compute(risk, method: GramMethod.LayerByLayer));
    }

    /// <summary>A penalty on the parameters is in the gradient of every term, and in no layer.</summary>
    [Fact]
    public void TheFisherMatrixSeesWhatElseTheLossDependsOn()
    {
        var penalized = Loss.FromExampleLosses("penalized", (f, y) =>
            nn.functional.cross_entropy(f, y, reduction: nn.Reduction.None) + _network.parameters().Last().exp().sum());
        var risk = new EmpiricalRisk(_network, penalized, _batches);
        using GramMatrix gram = GramMatrix.Compute(risk, CurvatureMatrices.EmpiricalFisher);
        using ExactHessian whole = ExactHessian.Compute(risk, CurvatureMatrices.EmpiricalFisher, ExactHessianMethod.ColumnByColumn);
        using DenseOperator dense = whole.ToOperator();
        AssertNear(dense.Spectrum(), gram.Spectrum(), 1e-13);
    }

    [Theory, InlineData(GramMethod.LayerByLayer), InlineData(GramMethod.RowByRow)]
    public void WhatIsNotFiniteIsAnErrorAndACancelledOneEnds(GramMethod method)
    {
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _batches);
        var shares = new RecordedProgress<double>();
        using (GramMatrix.Compute(risk, method: method, progress: shares))
        {
            Assert.Equal(shares.Reports.Order(), shares.Reports);
            Assert.Equal(1, shares.Reports[^1], 1e-12);
        }

        using LiveTensors live = new();
        Assert.Throws<OperationCanceledException>(() => GramMatrix.Compute(risk, method: method, cancellation: new(canceled: true)));
        using (no_grad())
        {
            _network.parameters().Last().fill_(double.NaN);
        }

        Assert.Throws<NotFiniteNumberException>(() => GramMatrix.Compute(risk, method: method));
    }

    [Fact]
    public void AMethodThatDoesNotApplyIsRefused()
    {
        using var opaque = new OpaqueModule(Networks.FullyConnected([6, 3], "tanh", bias: true, seed: 1));
        var risk = new EmpiricalRisk(opaque, new CrossEntropy(), _batches);
        string message = Assert.Throws<NotSupportedException>(() => GramMatrix.Compute(risk, method: GramMethod.LayerByLayer)).Message;
        Assert.Contains("RowByRow works for every module", message, StringComparison.Ordinal);
    }

    /// <summary>Single precision stays within its stated bound of double, and the bound says something.</summary>
    [Theory, InlineData("mlp"), InlineData("deep"), InlineData("convolutional")]
    public void SinglePrecisionStaysWithinItsBound(string network)
    {
        using Sequential single = Make(network, float32), twice = Make(network, float64);
        using (no_grad())
        {
            foreach ((Parameter to, Parameter from) in twice.parameters().Zip(single.parameters()))
            {
                to.copy_(from.to(float64));
            }
        }

        long[] shape = network == "convolutional" ? [2, 16, 16] : [6];
        Batch[] drawn = Networks.Batches(shape, 3, seed: 3, 20, 9);
        Batch[] rounded = [.. drawn.Select(b => new Batch(b.Inputs.to(float32), b.Targets.alias()))];
        Batch[] again = [.. rounded.Select(b => new Batch(b.Inputs.to(float64), b.Targets.alias()))];
        foreach (CurvatureMatrix kind in (CurvatureMatrix[])[CurvatureMatrices.GaussNewton, CurvatureMatrices.EmpiricalFisher])
        {
            Spectrum found = new EmpiricalRisk(single, new CrossEntropy(), rounded).Curvature(kind).GramSpectrum();
            Spectrum exact = new EmpiricalRisk(twice, new CrossEntropy(), again).Curvature(kind).GramSpectrum();
            double worst = exact.Eigenvalues.Zip(found.Eigenvalues).Max(pair => Math.Abs(pair.First - pair.Second));
            Assert.InRange(worst, double.Epsilon, found.NoiseFloor / 4);
            Assert.InRange(found.NoiseFloor, 1e6 * exact.NoiseFloor, 1e-3 * found.Largest);
        }

        Array.ForEach([.. drawn, .. rounded, .. again], b => b.Dispose());
    }

    private static Sequential Make(string network, ScalarType dtype) => network switch
    {
        "mlp" => MultilayerPerceptron.Create(6, [20], 3, Activation.Tanh, seed: 5, dtype),
        "deep" => MultilayerPerceptron.Create(6, [9, 9, 9, 9, 9, 9], 3, Activation.ReLU, seed: 6, dtype),
        _ => ConvolutionalNetwork.Create(2, 16, 16, [16, 16], 3, Activation.Softplus, seed: 7, dtype),
    };

    private static void AssertNear(Spectrum expected, Spectrum found, double tolerance)
    {
        Assert.Equal(expected.Dimension, found.Dimension);
        double worst = expected.Eigenvalues.Zip(found.Eigenvalues).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(worst, 0, tolerance * expected.Largest);
    }
}
