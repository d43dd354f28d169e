using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

public sealed class CurvatureMatrixTests
{
    public static MatrixTheoryData<string, string, string, string> Cases => new(
        CurvatureMatrices.All.Select(m => m.Word), ["fully-connected", "convolutional"], ["relu", "tanh"],
        ["cross-entropy", "squared-error"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryPartIsTheSameByStructureAndByAutomaticDifferentiation(string word, string kind, string activation, string loss)
    {
        using Sequential network = Network(kind, activation);
        using var live = new LiveTensors();
        using var data = new Fixture(network, loss, ExampleShape(kind));
        CurvatureMatrix part = CurvatureMatrices.Find(word);
        using ExactHessian fast = ExactHessian.Compute(data.Risk, part);
        using ExactHessian slow = ExactHessian.Compute(data.Risk, part, ExactHessianMethod.ColumnByColumn);
        Assert.Equal(part, fast.Kind);
        Assert.NotEqual(ExactHessianMethod.ColumnByColumn, fast.Method);
        Assert.InRange(Networks.RelativeDifference(fast.Matrix, slow.Matrix), 0, 1e-11);
        Assert.True(Networks.IsSymmetric(fast.Matrix));
    }

    [Theory]
    [InlineData("fully-connected", "relu", "cross-entropy")]
    [InlineData("fully-connected", "tanh", "squared-error")]
    [InlineData("convolutional", "relu", "squared-error")]
    [InlineData("convolutional", "tanh", "cross-entropy")]
    public void EmpiricalFisherIsAssembledExampleByExample(string kind, string activation, string loss)
    {
        using Sequential network = Network(kind, activation);
        using var data = new Fixture(network, loss, ExampleShape(kind));
        using ExactHessian fisher = ExactHessian.Compute(data.Risk, CurvatureMatrices.EmpiricalFisher);
        using DisposeScope scope = NewDisposeScope();
        Tensor expected = zeros_like(fisher.Matrix);
        foreach (Batch batch in data.Risk.Batches)
        {
            for (long n = 0; n < batch.Count; n++)
            {
                using var one = new Batch(batch.Inputs.narrow(0, n, 1), batch.Targets.narrow(0, n, 1));
                Tensor gradient = new EmpiricalRisk(network, data.Risk.Loss, [one]).Gradient();
                expected += gradient.outer(gradient) / data.Risk.ExampleCount;
            }
        }

        Assert.InRange(Networks.RelativeDifference(fisher.Matrix, expected), 0, 1e-12);
    }

    [Theory]
    [InlineData("gauss-newton", "functional")]
    [InlineData("empirical-fisher", "label-probability-remainder")]
    public void TheTwoTermsOfASplitAddUpToTheHessian(string first, string second)
    {
        using Sequential network = Network("fully-connected", "tanh");
        using var data = new Fixture(network, "cross-entropy", [5]);
        // The second term by its own path, which never sees the dense Hessian.
        using ExactHessian hessian = ExactHessian.Compute(data.Risk);
        using ExactHessian one = ExactHessian.Compute(data.Risk, CurvatureMatrices.Find(first));
        using SymmetricOperator other = CurvatureMatrices.Find(second).Operator(data.Risk);
        using DisposeScope scope = NewDisposeScope();
        Tensor sum = one.Matrix + other.Multiply(eye(data.Risk.Dimension, dtype: ScalarType.Float64));
        Assert.InRange(((sum - hessian.Matrix).norm() / hessian.Matrix.norm()).item<double>(), 0, 1e-13);
    }

    [Theory]
    [InlineData("fully-connected")]
    [InlineData("convolutional")]
    public void GaussNewtonAndEmpiricalFisherHaveNoNegativeEigenvalueAndBoundedRank(string kind)
    {
        using Sequential network = Network(kind, "tanh");
        using var data = new Fixture(network, "cross-entropy", ExampleShape(kind));
        foreach ((CurvatureMatrix part, long bound) in new (CurvatureMatrix, long)[]
            {
                (CurvatureMatrices.GaussNewton, data.Risk.ExampleCount * 2),
                (CurvatureMatrices.EmpiricalFisher, data.Risk.ExampleCount),
            })
        {
            Assert.True(part.IsSemidefinite);
            Assert.Equal(bound, part.RankBound(data.Risk.ExampleCount, 3, data.Risk.Loss));
            using ExactHessian exact = ExactHessian.Compute(data.Risk, part);
            using var matrix = new DenseOperator(exact.Matrix);
            var spectrum = new Spectrum(DenseEigensolver.Values(matrix));
            Assert.InRange(spectrum.Smallest, -spectrum.NoiseFloor, spectrum.Largest);
            Assert.True(data.Risk.Dimension > bound);
            Assert.InRange(spectrum.NumericalRank(spectrum.NoiseFloor), 1, bound);
        }
    }

    // Singh, Bachmann, Hofmann 2021: the rank is the dimension of the variety of C×r matrices of rank at most q.
    [Theory]
    [InlineData(6, new long[] { 4 }, 5)]
    [InlineData(6, new long[] { 2 }, 5)]
    [InlineData(6, new long[] { 1 }, 3)]
    [InlineData(8, new long[] { 3, 7 }, 4)]
    [InlineData(8, new long[] { 7, 3 }, 4)]
    [InlineData(5, new long[] { 9, 9 }, 4)]
    [InlineData(7, new long[] { 5, 2, 6 }, 5)]
    [InlineData(10, new long[] { 6, 6, 6 }, 6)]
    [InlineData(9, new long[] { 4, 5, 3, 8 }, 7)]
    [InlineData(12, new long[] { 8 }, 2)]
    public void GaussNewtonOfADeepLinearNetworkHasTheRankOfTheMatrixVariety(long inputs, long[] hidden, long outputs)
    {
        using Sequential network = Networks.FullyConnected([inputs, .. hidden, outputs], "linear", bias: false, seed: 21);
        using var data = new Fixture(network, "squared-error", [inputs], outputs, 40, 23);
        using ExactHessian exact = ExactHessian.Compute(data.Risk, CurvatureMatrices.GaussNewton);
        using var matrix = new DenseOperator(exact.Matrix);
        IReadOnlyList<double> values = DenseEigensolver.Values(matrix).Values;

        long narrowest = Math.Min(hidden.Min(), Math.Min(inputs, outputs));
        int rank = (int)(narrowest * (inputs + outputs - narrowest));
        Assert.True(rank <= values.Count);
        double next = rank < values.Count ? Math.Abs(values[rank]) : 0;
        Assert.True(values[rank - 1] > 1e6 * next, $"eigenvalue {rank} is {values[rank - 1]}, the next {next}");
    }

    private static Sequential Network(string kind, string activation) => kind == "fully-connected"
        ? Networks.FullyConnected([5, 4, 6, 3], activation, bias: true, seed: 3)
        : Networks.Randomize(
            nn.Sequential(
                nn.Conv2d(2, 3, 3, dtype: ScalarType.Float64), Networks.ActivationModule(activation), nn.MaxPool2d(2),
                nn.Conv2d(3, 2, 2, dtype: ScalarType.Float64),
                Networks.ActivationModule(activation), nn.Flatten(), nn.Linear(2 * 3 * 3, 3, dtype: ScalarType.Float64)),
            seed: 4);

    private static long[] ExampleShape(string kind) => kind == "fully-connected" ? [5] : [2, 10, 10];

    private sealed class Fixture : IDisposable
    {
        public Fixture(Sequential network, string loss, long[] exampleShape, long classes = 3, params long[] sizes) =>
            Risk = new EmpiricalRisk(
                network, Networks.LossNamed(loss), Networks.Batches(exampleShape, classes, seed: 9, sizes.Length == 0 ? [7, 4] : sizes));

        public EmpiricalRisk Risk { get; }

        public void Dispose()
        {
            foreach (Batch batch in Risk.Batches)
            {
                batch.Dispose();
            }
        }
    }
}
