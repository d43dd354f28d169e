using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Columns;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// Matrices of modules that nothing is known of, from one triangle and from Jacobians of single examples, beside products with the unit
/// vectors, each of which is a derivative in all parameters and over whole batches.
/// </summary>
public sealed class ColumnwiseTests
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> s_networks = new()
    {
        ["residual"] = () => new ResidualBlock(3, seed: 1, ScalarType.Float64),
        ["residual, mixing its examples"] = () => new ResidualBlock(3, seed: 1, ScalarType.Float64, tracksStatistics: false),
        ["centred over the batch"] = () => new OpaqueModule(nn.Sequential(
            nn.Flatten(), new MixingModule(MultilayerPerceptron.Create(64, [3], 3, Activation.Tanh, seed: 1)))),
        ["ReLU"] = () => new OpaqueModule(ConvolutionalNetwork.Create(1, 8, 8, [2], 3, Activation.ReLU, seed: 1)),
        ["tied, with an unused layer"] = () => new OpaqueModule(nn.Sequential(
            nn.Flatten(), nn.Linear(64, 3, dtype: ScalarType.Float64), new TiedNetwork(3, seed: 1))),
    };

    public static TheoryData<string, string> Cases { get; } =
    [
        .. from network in s_networks.Keys
           from kind in CurvatureMatrices.All
           where kind is OutputCurvatureMatrix || network == "centred over the batch"
           select (network, kind.Word),
    ];

    [Theory, MemberData(nameof(Cases))]
    public void TheyAreTheProductsWithTheUnitVectors(string name, string word)
    {
        CurvatureMatrix kind = CurvatureMatrices.Find(word);
        With(name, 0.1, risk =>
        {
            using SymmetricOperator products = kind.Operator(risk);
            using DenseOperator expected = products.ToDense();
            using ExactHessian found = ExactHessian.Compute(risk, kind, ExactHessianMethod.ColumnByColumn);
            Assert.InRange(Networks.RelativeDifference(found.Matrix, expected.Matrix), 0, 1e-13);
            Assert.True(Networks.IsSymmetric(found.Matrix));
            Assert.InRange(found.Asymmetry, kind == CurvatureMatrices.EmpiricalFisher ? 0 : double.Epsilon, 1e-14);
            Assert.Null(found.Remark);
        });
    }

    /// <summary>The threads share nothing but the place where they write.</summary>
    [Theory]
    [InlineData("hessian"), InlineData("gauss-newton")]
    public void TheNumberOfThreadsChangesNoBit(string word) => With("residual", 0, risk =>
    {
        using ExactHessian one = Compute();
        set_num_threads(3);
        using ExactHessian several = Compute(), again = Compute();
        Assert.True(AreEqual(one, several));
        Assert.True(AreEqual(again, several));
        Assert.Equal(one.Asymmetry, several.Asymmetry);
        Assert.Equal(3, get_num_threads());

        ExactHessian Compute() => ExactHessian.Compute(risk, CurvatureMatrices.Find(word), ExactHessianMethod.ColumnByColumn);
    });

    [Theory]
    [InlineData("residual", 3L, true)]
    [InlineData("residual", 1L, true)]
    [InlineData("residual, mixing its examples", 3L, false)]
    [InlineData("centred over the batch", 3L, false)]
    [InlineData("centred over the batch", 7L, true)] // no batch is cut
    public void BatchesAreCutWhereNoExampleSeesAnother(string name, long size, bool canBeCut) =>
        With(name, 0, risk => Assert.Equal(canBeCut, ExamplePieces.CanBeCut(risk, size)));

    [Fact]
    public void APieceHasAsManyExamplesAsAWideLayerAllows()
    {
        using var narrow = new OpaqueModule(ConvolutionalNetwork.Create(1, 8, 8, [2], 3, Activation.ReLU, seed: 1));
        using var wide = new OpaqueModule(ConvolutionalNetwork.Create(1, 8, 8, [200], 3, Activation.ReLU, seed: 1));
        Batch[] batches = Networks.Batches([1, 8, 8], 3, seed: 2, 40);
        long few = ExamplePieces.SizeFor(new EmpiricalRisk(wide, new CrossEntropy(), batches));
        Assert.Equal((1 << 16) / (200 * 64), few);
        Assert.Equal((1 << 16) / (3 * 64), ExamplePieces.SizeFor(new EmpiricalRisk(narrow, new CrossEntropy(), batches)));
        Array.ForEach(batches, b => b.Dispose());
    }

    /// <summary>The operator's second derivative is wrong, so neither triangle is right; the formula's is right.</summary>
    [Theory]
    [InlineData(true), InlineData(false)]
    public void ASecondDerivativeThatIsWrongIsSaid(bool isWrong)
    {
        using WeightNormalizedNetwork network = new(5, 4, 3, isWrong), formula = new(5, 4, 3, byOperator: false);
        Networks.Randomize(network, seed: 3);
        Networks.Randomize(formula, seed: 3);
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using SymmetricOperator products = CurvatureMatrices.Hessian.Operator(risk);
        using DenseOperator mean = products.ToDense();
        using ExactHessian found = ExactHessian.Compute(risk);
        using ExactHessian right = ExactHessian.Compute(new EmpiricalRisk(formula, new CrossEntropy(), batches));
        Assert.InRange(Networks.RelativeDifference(found.Matrix, mean.Matrix), 0, 1e-13);
        if (isWrong)
        {
            Assert.InRange(found.Asymmetry, 1e-4, 1);
            Assert.Contains("weight_norm", found.Remark, StringComparison.Ordinal);
            Assert.InRange(Networks.RelativeDifference(found.Matrix, right.Matrix), 1e-4, 1);
        }
        else
        {
            Assert.InRange(found.Asymmetry, double.Epsilon, 1e-15);
            Assert.Null(found.Remark);
            Assert.InRange(Networks.RelativeDifference(found.Matrix, right.Matrix), 0, 1e-14); // a script is optimized while it runs
        }

        Array.ForEach(batches, b => b.Dispose());
    }

    [Theory]
    [InlineData("hessian"), InlineData("gauss-newton"), InlineData("empirical-fisher")]
    public void NothingStaysAliveAndProgressRises(string word) => With("residual", 0, risk =>
    {
        ExactHessian.Compute(risk, CurvatureMatrices.Find(word)).Dispose();
        using LiveTensors live = new();
        var shares = new RecordedProgress<double>();
        ExactHessian.Compute(risk, CurvatureMatrices.Find(word), progress: shares).Dispose();
        Assert.Equal(shares.Reports.Order(), shares.Reports);
        Assert.Equal(1, shares.Reports[^1]);
    });

    [Theory]
    [InlineData("hessian", 1), InlineData("hessian", 3), InlineData("gauss-newton", 1), InlineData("gauss-newton", 3)]
    public void ItStopsBetweenColumns(string word, int threads) => With("residual", 0, risk =>
    {
        set_num_threads(threads);
        using var source = new CancellationTokenSource();
        var stops = new ActionProgress(share =>
        {
            Assert.True(share < 1);
            source.Cancel();
        });
        using LiveTensors live = new();
        Assert.Throws<OperationCanceledException>(
            () => ExactHessian.Compute(risk, CurvatureMatrices.Find(word), progress: stops, cancellation: source.Token));
        Assert.True(risk.Model.training);
        Assert.Equal(threads, get_num_threads());
    });

    // On one thread, for which live tensors are counted, unless a test asks for more.
    private static void With(string name, double weightDecay, Action<EmpiricalRisk> ask)
    {
        int threads = get_num_threads();
        set_num_threads(1);
        using nn.Module<Tensor, Tensor> network = s_networks[name]();
        Batch[] batches = Networks.Batches([1, 8, 8], 3, seed: 2, 7, 4);
        try
        {
            ask(new EmpiricalRisk(network, new CrossEntropy(), batches, weightDecay));
        }
        finally
        {
            set_num_threads(threads);
            Array.ForEach(batches, b => b.Dispose());
        }
    }

    private static bool AreEqual(ExactHessian one, ExactHessian other)
    {
        using Tensor entries = one.Matrix.eq(other.Matrix);
        using Tensor all = entries.all();
        return all.item<bool>();
    }

    private sealed class ActionProgress(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
