using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Models;

/// <summary>
/// Weights that two layers share, in the ways that TorchSharp allows, against a module that has the one parameter that there is.
/// </summary>
public sealed class TiedParametersTests
{
    private const long Words = 6;
    private const long Width = 5;

    [Theory]
    [InlineData("assigned")]
    [InlineData("assigned three times")]
    [InlineData("a parameter of its own in the same memory")]
    [InlineData("embedding bag")]
    public void ASharedWeightIsOneDirectionOfW(string way)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var tied = new LanguageModel(way);
        using var once = new OneParameter(tied);
        Tensor words = tensor(new long[,] { { 0, 3 }, { 1, 1 }, { 5, 2 }, { 4, 0 }, { 2, 5 } });
        using var batch = new Batch(words, tensor(new long[] { 1, 2, 0, 5, 3 }));
        var risk = new EmpiricalRisk(tied, new CrossEntropy(), [batch]);
        var expected = new EmpiricalRisk(once, new CrossEntropy(), [batch]);

        Assert.Equal(Words * Width, risk.Dimension);
        Assert.NotEmpty(Assert.Single(risk.Layout.Blocks).TiedNames);
        TensorAssert.Near(expected.Gradient(), risk.Gradient(), 1e-14);
        // libtorch has no second derivative of a bag
        IReadOnlyList<CurvatureMatrix> parts = way == "embedding bag" ? [] : CurvatureMatrices.All;
        foreach (CurvatureMatrix part in parts)
        {
            using ExactHessian exact = ExactHessian.Compute(expected, part), found = ExactHessian.Compute(risk, part);
            TensorAssert.Near(exact.Matrix, found.Matrix, 1e-14);
        }

        // What is written is what both layers read.
        Tensor moved = risk.Layout.ToVector() + risk.Layout.ToVector();
        risk.Layout.Assign(moved);
        expected.Layout.Assign(moved);
        Assert.Equal(expected.Evaluate(withGradient: false).Loss, risk.Evaluate(withGradient: false).Loss, 1e-14);
    }

    [Fact]
    public void AStepIsTakenOnce()
    {
        using DisposeScope scope = NewDisposeScope();
        using var tied = new LanguageModel("assigned");
        using var once = new OneParameter(tied);
        using var data = new Dataset(
            "words", tensor(new double[,] { { 0, 3 }, { 1, 1 }, { 5, 2 } }), tensor(new long[] { 1, 2, 0 }), (int)Words);
        var options = new TrainingOptions { MaxSteps = 3, StopGradientNorm = 0 };
        double expected = new Trainer(once, new CrossEntropy(), data, options).Run().History[^1].Loss;
        Assert.Equal(expected, new Trainer(tied, new CrossEntropy(), data, options).Run().History[^1].Loss, 1e-13);
    }

    [Fact]
    public void MemoryThatIsSharedInPartIsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new LanguageModel("transposed");
        string message = Assert.Throws<ArgumentException>(() => new ParameterLayout(model)).Message;
        Assert.Contains("'embedding.weight'", message, StringComparison.Ordinal);
        Assert.Contains("'other.weight'", message, StringComparison.Ordinal);
    }

    private static Tensor Start()
    {
        using var generator = new Generator(8);
        return randn([Words, Width], ScalarType.Float64, generator: generator);
    }

    private sealed class LanguageModel : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module embedding;
        private readonly Linear output;
        private readonly Linear? other;

        public LanguageModel(string way)
            : base("language-model")
        {
            bool isBag = way == "embedding bag";
            Embedding single = nn.Embedding(Words, Width, dtype: ScalarType.Float64);
            EmbeddingBag bag = nn.EmbeddingBag(Words, Width, mode: EmbeddingBagMode.Mean, dtype: ScalarType.Float64);
            embedding = isBag ? bag : single;
            (isBag ? (nn.Module)single : bag).Dispose();
            output = nn.Linear(Width, Words, hasBias: false, dtype: ScalarType.Float64);
            Parameter weight = isBag ? bag.weight! : single.weight!;
            using (IDisposable noGradient = no_grad())
            {
                using Tensor start = Start();
                weight.copy_(start);
            }

            output.weight = way.Contains("memory", StringComparison.Ordinal) ? new Parameter(weight.detach()) : weight;
            if (way == "assigned three times")
            {
                other = nn.Linear(Width, Words, hasBias: false, dtype: ScalarType.Float64);
                other.weight = weight;
            }

            if (way == "transposed")
            {
                other = nn.Linear(Words, Width, hasBias: false, dtype: ScalarType.Float64);
                other.weight = new Parameter(weight.detach().t());
            }

            RegisterComponents();
        }

        public Tensor Weight => output.weight!;

        public override Tensor forward(Tensor input)
        {
            Tensor words = input.to(ScalarType.Int64);
            Tensor x = embedding is Embedding single
                ? single.forward(words).mean([1])
                : ((EmbeddingBag)embedding).forward(words, null, null);
            Tensor logits = output.forward(x.tanh());
            return other is null ? logits : logits + other.forward(x.tanh()) - logits.detach() + logits.detach();
        }

        public bool IsTripled => other is not null;
    }

    private sealed class OneParameter : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly bool _isTripled;

        public OneParameter(LanguageModel model)
            : base("one-parameter")
        {
            weight = new Parameter(model.Weight.detach().clone());
            _isTripled = model.IsTripled;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            Tensor x = nn.functional.one_hot(input.to(ScalarType.Int64), Words).to(ScalarType.Float64).matmul(weight).mean([1]).tanh();
            Tensor logits = x.matmul(weight.t());
            return _isTripled ? logits + logits : logits;
        }
    }
}
