using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Losses;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Every loss over a small network and unequal batches: PyTorch's mean is over the total weight of all data.</summary>
public sealed class LossOverDataTests : IDisposable
{
    private const int Inputs = 4;

    private static readonly long[] s_sizes = [9, 5, 17];

    private static readonly string[] s_endingsWithoutDataset = ["all options", "ignoring", "many logits"];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x;

    public LossOverDataTests()
    {
        using var generator = new Generator(11);
        _x = randn([s_sizes.Sum(), Inputs], float64, generator: generator);
    }

    public static TheoryData<string> Names => LossCases.Names;

    /// <summary>Without those whose targets no <see cref="Dataset"/> holds: ignored labels, and whole numbers beside many logits.</summary>
    public static TheoryData<string> NamesOfDatasets =>
        [.. LossCases.All.Keys.Where(name => !s_endingsWithoutDataset.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))];

    public static MatrixTheoryData<string, string> NamesAndMatrices { get; } =
        new(LossCases.All.Keys, CurvatureMatrices.All.Select(m => m.Word));

    public void Dispose() => _scope.Dispose();

    [Theory, MemberData(nameof(NamesAndMatrices))]
    public void MatricesByStructureAreThoseByAutomaticDifferentiation(string name, string word)
    {
        LossCase of = LossCases.All[name];
        using Sequential network = Network(of);
        using Batches batches = Cut(Targets(of));
        using LiveTensors live = new();
        var risk = new EmpiricalRisk(network, of.Loss, batches);
        CurvatureMatrix kind = CurvatureMatrices.Find(word);
        using ExactHessian fast = ExactHessian.Compute(risk, kind);
        using ExactHessian slow = ExactHessian.Compute(risk, kind, ExactHessianMethod.ColumnByColumn);
        Assert.Equal(ExactHessianMethod.FullyConnectedClosedForm, fast.Method);
        Assert.Null(fast.Remark);
        Assert.InRange(Networks.RelativeDifference(fast.Matrix, slow.Matrix), 0, 1e-11);
    }

    [Theory, MemberData(nameof(Names))]
    public void TheLossItsGradientAndItsHessianAreThoseOfPyTorchsMeanOverAllData(string name)
    {
        LossCase of = LossCases.All[name];
        using Sequential network = Network(of);
        Tensor y = Targets(of), f = network.forward(_x), mean = of.Mean(f, y);
        Tensor[] parameters = [.. network.parameters()];
        Tensor gradient = cat([.. autograd.grad([mean], parameters, create_graph: true, retain_graph: true).Select(g => g.flatten())]);
        Tensor row = cat([.. autograd.grad([gradient[3]], parameters, retain_graph: true).Select(g => g.flatten())]);

        using Batches batches = Cut(y);
        var risk = new EmpiricalRisk(network, of.Loss, batches);
        Assert.Equal(mean.item<double>(), risk.Evaluate().Loss, 1e-14);
        TensorAssert.Near(gradient, risk.Gradient(), 1e-14);
        using ExactHessian hessian = ExactHessian.Compute(risk);
        TensorAssert.Near(row, hessian.Matrix[3], 1e-13);
        if (risk.TotalWeight != risk.ExampleCount)
        {
            double meanOfMeans = batches.Sum(b => b.Count * of.Mean(network.forward(b.Inputs), b.Targets).item<double>() / _x.shape[0]);
            Assert.True(Math.Abs(meanOfMeans - mean.item<double>()) > 1e-3, "The batches have the same weights, and show nothing.");
        }
    }

    /// <summary>One step w − η∇L over the whole data, by the kernel that descent uses.</summary>
    [Theory, MemberData(nameof(NamesOfDatasets))]
    public void DescentFollowsTheGradientOfTheSameMean(string name)
    {
        LossCase of = LossCases.All[name];
        using Sequential network = Network(of);
        Tensor y = Targets(of);
        using Batches batches = Cut(y);
        var risk = new EmpiricalRisk(network, of.Loss, batches);
        Tensor expected = risk.Layout.ToVector() - (0.1 * risk.Gradient());
        using Dataset data = y.dtype == ScalarType.Int64
            ? new Dataset("all", _x.clone(), y.clone(), classCount: 5)
            : new Dataset("all", _x.clone(), y.clone());
        var descent = new GradientDescentSpec { LearningRate = 0.1 };
        new Trainer(network, of.Loss, data, new TrainingOptions { Optimizer = descent, MaxSteps = 1, StopGradientNorm = 0 }).Run();
        TensorAssert.Near(expected, risk.Layout.ToVector(), 1e-14);
    }

    /// <summary>The rows that count, their share of right answers, and losses whose plain mean is the loss.</summary>
    [Theory, MemberData(nameof(Names))]
    public void TermsAverageToTheLossAndIgnoredOnesAreNone(string name)
    {
        LossCase of = LossCases.All[name];
        using Sequential network = Network(of);
        Tensor y = Targets(of), f = network.forward(_x);
        using Batches batches = Cut(y);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        var risk = new EmpiricalRisk(network, of.Loss, batches, weightDecay: 0.25);
        ExampleEvaluation found = risk.EvaluateExamples();
        Tensor counts = of.Loss is CrossEntropy { IgnoreIndex: { } ignored } ? y.ne(ignored) : ones(_x.shape[0], ScalarType.Bool);
        long terms = counts.sum().item<long>();
        Assert.Equal(terms, risk.TermCount);
        Assert.Equal(terms, found.Losses.Count);
        Assert.Equal(found.Risk.Loss, found.Losses.Average(), 1e-13);

        bool hasClasses = y.dtype == ScalarType.Int64 && y.dim() == 1;
        Assert.Equal(hasClasses, found.Risk.Accuracy is not null);
        if (hasClasses)
        {
            Tensor answers = of.Outputs == 1 ? f.squeeze(1).gt(0).to(int64) : f.argmax(1);
            Tensor hits = answers.eq(y).logical_and(counts);
            Assert.Equal(hits.sum().item<long>() / (double)terms, found.Risk.Accuracy!.Value, 1e-15);
            Assert.Equal(hits.masked_select(counts).data<bool>().ToArray(), found.IsRight!);
            Assert.InRange(found.Risk.Accuracy.Value, 0.01, 0.99);
        }
    }

    /// <summary>The covariance of M gradients (M/W)∇ℓ_n, whose mean is ∇L.</summary>
    [Theory]
    [InlineData("cross-entropy, weighted")]
    [InlineData("cross-entropy, with all options")]
    public void TheNoiseIsTheCovarianceOfTheTermsGradients(string name)
    {
        LossCase of = LossCases.All[name];
        using Sequential network = Network(of);
        Tensor y = Targets(of);
        using Batches batches = Cut(y);
        var risk = new EmpiricalRisk(network, of.Loss, batches);
        Tensor losses = of.Loss.ExampleLosses(network.forward(_x), y);
        Tensor[] parameters = [.. network.parameters()];
        long[] terms = [.. Enumerable.Range(0, (int)_x.shape[0]).Where(n => y[n].item<long>() >= 0)];
        Tensor rows = stack([.. terms.Select(GradientOf)]) * (risk.TermCount / risk.TotalWeight);
        Tensor deviations = rows - rows.mean([0], keepdim: true);
        Tensor expected = deviations.t().mm(deviations) / terms.Length;

        using LiveTensors live = new();
        using DenseOperator noise = GradientNoiseCovariance.Matrix(risk);
        using SymmetricOperator products = GradientNoiseCovariance.Operator(risk, keptGraphs: 1);
        using Tensor block = eye(risk.Dimension, dtype: float64), whole = products.Multiply(block);
        TensorAssert.Near(expected, noise.Matrix, 1e-13);
        TensorAssert.Near(expected, whole, 1e-13);

        Tensor GradientOf(long n) => cat([.. autograd.grad([losses[n]], parameters, retain_graph: true).Select(g => g.flatten())]);
    }

    /// <summary>√(N_y/W) times the mean of J_nᵀ R_n e_c over the examples of class y; of one logit there are two classes.</summary>
    [Theory]
    [InlineData("cross-entropy, weighted and ignoring")]
    [InlineData("cross-entropy, with all options")]
    [InlineData("binary-cross-entropy of labels")]
    public void ClassMeansAreThoseOfTheTermsThatCount(string name)
    {
        LossCase of = LossCases.All[name];
        using Sequential network = Network(of);
        Tensor y = Targets(of), f = network.forward(_x), factors = of.Loss.OutputHessianFactor(f.detach(), y);
        using Batches batches = Cut(y);
        var risk = new EmpiricalRisk(network, of.Loss, batches);
        Tensor[] parameters = [.. network.parameters()];
        long classes = Math.Max(2, of.Outputs);
        using ClassGradientMeans found = ClassGradientMeans.Compute(risk);
        Assert.Equal([classes * of.Outputs, risk.Dimension], found.Means.shape);
        for (long row = 0; row < classes * of.Outputs; row++)
        {
            Tensor isOfClass = y.eq(row / of.Outputs);
            Tensor directed = (f * factors.select(2, row % of.Outputs)).sum(1).masked_select(isOfClass).sum();
            Tensor sum = cat([.. autograd.grad([directed], parameters, retain_graph: true).Select(g => g.flatten())]);
            Tensor expected = sum / Math.Sqrt(Math.Max(1, isOfClass.sum().item<long>()) * risk.TotalWeight);
            TensorAssert.Near(expected, found.Means[row], 1e-13);
        }
    }

    [Fact]
    public void DataInWhichNothingCountsAreRefused()
    {
        using Sequential network = Network(LossCases.All["cross-entropy"]);
        using Batches ignored = Cut(full(_x.shape[0], -1L, int64)), weightless = Cut(full(_x.shape[0], 3L, int64));
        foreach ((Loss loss, Batches batches) in new (Loss, Batches)[]
            {
                (new CrossEntropy(classWeights: null, ignoreIndex: -1), ignored), (new CrossEntropy([1, 1, 1, 0, 1]), weightless),
            })
        {
            string message = Assert.Throws<ArgumentException>(() => new EmpiricalRisk(network, loss, batches)).Message;
            Assert.StartsWith("None of the targets of these 31 examples counts", message, StringComparison.Ordinal);
        }
    }

    private static Sequential Network(LossCase of) => Networks.FullyConnected([Inputs, 5, of.Outputs], "tanh", bias: true, seed: 3);

    private Tensor Targets(LossCase of)
    {
        using var generator = new Generator(5);
        return of.Targets(_x.shape[0], generator);
    }

    private Batches Cut(Tensor y)
    {
        long[] firsts = [0, s_sizes[0], s_sizes[0] + s_sizes[1]];
        return new Batches([.. firsts.Zip(s_sizes, (first, n) => new Batch(_x.narrow(0, first, n), y.narrow(0, first, n)))]);
    }
}
