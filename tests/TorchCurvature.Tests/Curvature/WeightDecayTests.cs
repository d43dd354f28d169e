using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Weight decay ½λ‖w‖², against the same written into the loss, where that can be, and against what it is: λI.</summary>
public sealed class WeightDecayTests : IDisposable
{
    private const double Lambda = 0.1;

    private readonly Sequential _model = MultilayerPerceptron.Create(4, [5], 3, Activation.Tanh, 5);
    private readonly Batch[] _batches = [Data(11, 1), Data(6, 2)];
    private readonly EmpiricalRisk _without;
    private readonly EmpiricalRisk _with;

    public WeightDecayTests()
    {
        _without = new EmpiricalRisk(_model, new CrossEntropy(), _batches);
        _with = new EmpiricalRisk(_model, new CrossEntropy(), _batches, Lambda);
    }

    public void Dispose()
    {
        _model.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
    }

    [Theory]
    [InlineData("hessian", Lambda)]
    [InlineData("gauss-newton", Lambda)]
    [InlineData("empirical-fisher", Lambda)]
    [InlineData("functional", 0)]
    [InlineData("label-probability-remainder", 0)]
    public void TheFirstTermsHaveItAndTheSecondDoNot(string word, double shift)
    {
        CurvatureMatrix part = CurvatureMatrices.Find(word);
        Assert.Equal(shift != 0, part.HoldsWeightDecay);
        using DisposeScope scope = NewDisposeScope();
        foreach (ExactHessianMethod method in Enum.GetValues<ExactHessianMethod>())
        {
            using ExactHessian without = ExactHessian.Compute(_without, part, method), with = ExactHessian.Compute(_with, part, method);
            TensorAssert.Near(without.Matrix + eye(_with.Dimension, dtype: ScalarType.Float64) * tensor(shift), with.Matrix, 1e-14);
        }

        using SymmetricOperator products = part.Operator(_with);
        using ExactHessian matrix = ExactHessian.Compute(_with, part);
        Tensor block = randn([_with.Dimension, 3], ScalarType.Float64, generator: new Generator(1));
        TensorAssert.Near(matrix.Matrix.mm(block), products.Multiply(block), 1e-13);
    }

    [Fact]
    public void ValueAndGradientAreThoseOfThePenaltyInTheLoss()
    {
        using DisposeScope scope = NewDisposeScope();
        Loss penalized = Loss.FromExampleLosses("penalized", (f, y) => nn.functional.cross_entropy(f, y, reduction: nn.Reduction.None)
            + _model.parameters().Select(p => p.square().sum()).Aggregate((a, b) => a + b) * tensor(Lambda / 2));
        var expected = new EmpiricalRisk(_model, penalized, _batches);
        RiskEvaluation value = expected.Evaluate(), found = _with.Evaluate();
        Assert.Equal(value.Loss, found.Loss, 1e-14);
        Assert.Equal(value.GradientNorm!.Value, found.GradientNorm!.Value, 1e-14);
        Assert.Equal(found.Loss - found.Penalty, _without.Evaluate().Loss, 1e-14);
        TensorAssert.Near(expected.Gradient(), _with.Gradient(), 1e-14);
        Assert.Equal(found.Loss, _with.EvaluateExamples().Losses.Average(), 1e-14);
        using ExactHessian one = ExactHessian.Compute(expected), other = ExactHessian.Compute(_with);
        TensorAssert.Near(one.Matrix, other.Matrix, 1e-13);
    }

    [Fact]
    public void TheNoiseOfGradientsDoesNotHaveIt()
    {
        using DisposeScope scope = NewDisposeScope();
        using DenseOperator without = GradientNoiseCovariance.Matrix(_without), with = GradientNoiseCovariance.Matrix(_with);
        TensorAssert.Near(without.Matrix, with.Matrix, 1e-15);
    }

    [Fact]
    public void TrainingDescendsWithIt()
    {
        using DisposeScope scope = NewDisposeScope();
        using var data = new Dataset("numbers", _batches[0].Inputs.clone(), _batches[0].Targets.clone(), 3);
        Tensor start = _with.Layout.ToVector();
        var risk = new EmpiricalRisk(_model, new CrossEntropy(), [_batches[0]], Lambda);
        Tensor expected = start - risk.Gradient() * tensor(0.3);
        double loss = risk.Evaluate(withGradient: false).Loss;
        var step = new GradientDescentSpec { LearningRate = 0.3 };
        TrainingResult result =
            new Trainer(_model, new CrossEntropy(), data, new() { MaxSteps = 1, Optimizer = step, WeightDecay = Lambda }).Run();
        Assert.Equal(loss, result.History[0].Loss, 1e-14);
        TensorAssert.Near(expected, _with.Layout.ToVector(), 1e-14);
    }

    [Fact]
    public void TheBarrierOfALineHasItAtBothEndsAndBetween()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = _with.Layout.ToVector(), b = randn_like(a);
        using var line = new StraightLine(a, b);
        PathProfile profile = PathProfile.Compute(line, _with, [0, 0.5, 1]);
        Tensor middle = (a + b) * tensor(0.5);
        PathProfile without = PathProfile.Compute(line, _without, [0, 0.5, 1]);
        double penalty = Lambda / 2 * middle.square().sum().item<double>();
        Assert.Equal(without.Points[1].Risk.Loss + penalty, profile.Points[1].Risk.Loss, 1e-13);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NoOtherNumberIsTaken(double wrong)
    {
        Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () => new EmpiricalRisk(_model, new CrossEntropy(), _batches, wrong));
        Assert.Throws<ArgumentOutOfRangeException>("WeightDecay", () => new TrainingOptions { WeightDecay = wrong }.Validate());
    }

    private static Batch Data(long examples, ulong seed)
    {
        using var generator = new Generator(seed);
        return new Batch(randn([examples, 4], ScalarType.Float64, generator: generator), randint(
            0, 3, [examples], ScalarType.Int64, generator: generator));
    }
}
