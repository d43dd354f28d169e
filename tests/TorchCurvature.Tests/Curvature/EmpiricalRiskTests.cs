using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

public sealed class EmpiricalRiskTests : IDisposable
{
    private readonly Sequential _network = Networks.FullyConnected([5, 6, 3], "tanh", bias: true, seed: 1);
    private readonly Batch[] _unequal = Networks.Batches([5], 3, seed: 2, 7, 4);
    private readonly Batch _whole;

    public EmpiricalRiskTests() =>
        _whole = new Batch(cat([.. _unequal.Select(b => b.Inputs)]), cat([.. _unequal.Select(b => b.Targets)]));

    public void Dispose() => Array.ForEach<IDisposable>([_network, .. _unequal, _whole], d => d.Dispose());

    [Fact]
    public void HowTheDataAreCutDoesNotMatter()
    {
        using LiveTensors live = new();
        EmpiricalRisk cut = new(_network, new CrossEntropy(), _unequal), whole = new(_network, new CrossEntropy(), [_whole]);
        RiskEvaluation a = cut.Evaluate(), b = whole.Evaluate();
        Assert.Equal((b.Accuracy, 11, 11), (a.Accuracy, a.ExampleCount, cut.ExampleCount));
        Assert.Equal(b.Loss, a.Loss, 1e-14);
        Assert.Equal(b.GradientNorm!.Value, a.GradientNorm!.Value, 1e-14);
        using Tensor first = cut.Gradient(), second = whole.Gradient();
        TensorAssert.Near(second, first, 1e-14);
    }

    [Fact]
    public void LossAccuracyAndGradientAreThoseOfTheDefinition()
    {
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _unequal);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = _network.forward(_whole.Inputs);
        Tensor mean = nn.functional.cross_entropy(outputs, _whole.Targets);
        Tensor gradient = cat([.. autograd.grad([mean], [.. _network.parameters()]).Select(g => g.flatten())]);
        RiskEvaluation evaluation = risk.Evaluate();

        Assert.Equal(mean.item<double>(), evaluation.Loss, 1e-14);
        Assert.Equal(gradient.norm().item<double>(), evaluation.GradientNorm!.Value, 1e-14);
        long correct = outputs.argmax(1).eq(_whole.Targets).sum().item<long>();
        Assert.InRange(correct, 1, 10);
        Assert.Equal(correct / 11.0, evaluation.Accuracy);
        TensorAssert.Near(gradient, risk.Gradient(), 1e-14);
        Assert.Null(risk.Evaluate(withGradient: false).GradientNorm);
        Assert.Equal(evaluation.Loss, risk.Evaluate(withGradient: false).Loss);
    }

    [Fact]
    public void TargetsThatAreNoLabelsHaveNoAccuracy()
    {
        using var values = new Batch(_whole.Inputs.alias(), zeros([11, 3], float64));
        Assert.Null(new EmpiricalRisk(_network, new SquaredError(), [values]).Evaluate().Accuracy);
    }

    [Fact]
    public void AnotherPrecisionOfTheDataIsRefusedWithBothNamed()
    {
        using var single = new Batch(ones([2, 5], float32), zeros(2, int64));
        string message = Assert.Throws<ArgumentException>(
            "batches", () => new EmpiricalRisk(_network, new CrossEntropy(), [_whole, single])).Message;
        Assert.Contains("The model is Float64 on cpu, and a batch is Float32 on cpu", message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoDataAndNoTrainableParameterAreRefused()
    {
        Assert.Throws<ArgumentException>("batches", () => new EmpiricalRisk(_network, new CrossEntropy(), []));
        Networks.Freeze(_network);
        Assert.Throws<ArgumentException>("module", () => new EmpiricalRisk(_network, new CrossEntropy(), [_whole]));
    }

    [Fact]
    public void AModelThatDropsItsGraphIsNamedInsteadOfEndingTheProcess()
    {
        Loss detached = Loss.FromExampleLosses("detached", (f, _) => f.detach().sum(1));
        var risk = new EmpiricalRisk(_network, detached, [_whole]);
        Assert.Throws<InvalidOperationException>(() => risk.Evaluate());
        Assert.Throws<InvalidOperationException>(() => risk.Gradient());
    }

    [Fact]
    public void TheCallersGradientModeDoesNotMatter()
    {
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _unequal);
        using Tensor expected = risk.Gradient();
        using IDisposable noGradient = no_grad();
        using Tensor actual = risk.Gradient();
        TensorAssert.SameBits(expected, actual);
    }

    [Fact]
    public void FrozenParametersAreNoPartOfTheGradient()
    {
        using Tensor whole = new EmpiricalRisk(_network, new CrossEntropy(), _unequal).Gradient();
        Networks.Freeze(_network.children().First());
        var risk = new EmpiricalRisk(_network, new CrossEntropy(), _unequal);
        Assert.Equal((6 * 3) + 3, risk.Dimension);
        using Tensor part = risk.Gradient(), expected = whole.narrow(0, 6 * 6, 21);
        TensorAssert.Near(expected, part, 1e-15);
    }

    [Fact]
    public void ASharedParameterCountsOnceAndAnUnusedOneHasNoGradient()
    {
        using var tied = new TiedNetwork(5, seed: 3);
        var risk = new EmpiricalRisk(tied, new SquaredError(), [new Batch(ones([1, 5], float64), zeros([1, 5], float64))]);
        Assert.Equal(30 + 12, risk.Dimension);
        using Tensor gradient = risk.Gradient(), unused = gradient.narrow(0, 30, 12);
        Assert.True(unused.eq(0).all().item<bool>());
        Array.ForEach([.. risk.Batches], b => b.Dispose());
    }

    /// <summary>
    /// Stored statistics and no dropout while it computes; afterwards every part is as it was, whatever its parent's mode.
    /// </summary>
    [Fact]
    public void TheModelIsEvaluatedInEvaluationModeAndPutBackPartByPart()
    {
        using BatchNorm1d normalization = nn.BatchNorm1d(6, dtype: ScalarType.Float64);
        using Dropout active = nn.Dropout(0.5), inactive = nn.Dropout(0.5);
        using Sequential inner = nn.Sequential(normalization, active), network = nn.Sequential(
            nn.Linear(5, 6, dtype: ScalarType.Float64), inner, nn.Tanh(), inactive, nn.Linear(6, 3, dtype: ScalarType.Float64));
        network.eval();
        var risk = new EmpiricalRisk(network, new CrossEntropy(), _unequal);
        double expected = risk.Evaluate().Loss;

        network.train();
        inactive.eval();
        inner.eval();
        active.train();
        using Tensor block = ones([risk.Dimension, 1], float64);
        using var hessian = new HessianOperator(risk);
        Action[] calls =
        [
            () => Assert.Equal(expected, risk.Evaluate().Loss), () => risk.Gradient().Dispose(), () => hessian.Multiply(block).Dispose(),
            () => ExactHessian.Compute(risk).Dispose(),
        ];
        foreach (Action call in calls)
        {
            call();
            Assert.Equal(
                (true, false, false, true, false),
                (network.training, inner.training, normalization.training, active.training, inactive.training));
        }
    }
}
