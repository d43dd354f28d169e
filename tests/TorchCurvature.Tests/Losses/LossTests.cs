using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

public sealed class LossTests
{
    private const long Classes = 5;

    /// <summary>The definitions, written out anew; their derivatives come from automatic differentiation.</summary>
    private static readonly Dictionary<string, (Loss ClosedForm, Loss Definition)> s_losses = new()
    {
        ["cross-entropy"] = (new CrossEntropy(), Loss.FromExampleLosses(
            "defined", (f, y) => f.logsumexp(1) - f.gather(1, y.unsqueeze(1)).squeeze(1))),
        ["squared-error"] = (new SquaredError(), Loss.FromExampleLosses(
            "defined", (f, y) => 0.5 * (f - nn.functional.one_hot(y, Classes).to(f.dtype)).square().sum(1))),
    };

    [Theory]
    [InlineData("cross-entropy", 1.0), InlineData("cross-entropy", 30.0), InlineData("squared-error", 1.0)]
    public void ClosedDerivativesEqualAutomaticDifferentiation(string name, double scale)
    {
        (Loss closedForm, Loss definition) = s_losses[name];
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Tensor f = scale * randn([7, Classes], float64, generator: generator), y = randint(Classes, [7], int64, generator: generator);

        TensorAssert.Near(definition.ExampleLosses(f, y), closedForm.ExampleLosses(f, y), 1e-14 * scale * scale);
        TensorAssert.Near(definition.OutputGradient(f, y), closedForm.OutputGradient(f, y), 1e-14);
        TensorAssert.Near(definition.OutputHessian(f, y), closedForm.OutputHessian(f, y), 1e-14);
        Assert.Equal(name, closedForm.Name);
    }

    /// <summary>Logits log(1, 2, 5) have p = (1, 2, 5)/8.</summary>
    [Fact]
    public void CrossEntropyOfOneExampleIsWhatAHandComputes()
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new CrossEntropy();
        Tensor f = tensor(new double[,] { { 1, 2, 5 } }).log(), y = tensor([1L]);
        TensorAssert.Near(tensor([Math.Log(4)]), loss.ExampleLosses(f, y), 1e-15);
        TensorAssert.Near(tensor(new double[,] { { 1, -6, 5 } }) / 8, loss.OutputGradient(f, y), 1e-15);
        TensorAssert.Near(
            tensor(new double[,,] { { { 7, -2, -5 }, { -2, 12, -10 }, { -5, -10, 15 } } }) / 64, loss.OutputHessian(f, y), 1e-15);
    }

    [Fact]
    public void SquaredErrorOfOneExampleIsWhatAHandComputes()
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new SquaredError();
        Tensor f = tensor(new double[,] { { 1, -2 } }), values = tensor(new double[,] { { 3, 1 } }), label = tensor([1L]);
        TensorAssert.Near(tensor([6.5]), loss.ExampleLosses(f, values), 0);
        TensorAssert.Near(tensor(new double[,] { { -2, -3 } }), loss.OutputGradient(f, values), 0);
        TensorAssert.Near(eye(2, dtype: float64).unsqueeze(0), loss.OutputHessian(f, values), 0);
        TensorAssert.Near(tensor([5.0]), loss.ExampleLosses(f, label), 0);
    }

    [Fact]
    public void TheOutputHessianOfCrossEntropyIsPositiveSemidefiniteOfRankOneLessThanClasses()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(2);
        Tensor f = randn([20, Classes], float64, generator: generator), y = zeros(20, int64);
        Tensor ascending = linalg.eigvalsh(new CrossEntropy().OutputHessian(f, y));
        Assert.InRange(ascending.select(1, 0).abs().max().item<double>(), 0, 1e-15);
        Assert.InRange(ascending.select(1, 1).min().item<double>(), 1e-4, 1);
    }

    /// <summary>ℓ = Σ_c √(1 + r_c²) − 1 has g = r/√(1 + r²) and A = diag (1 + r²)^{−3/2}.</summary>
    [Fact]
    public void ACustomLossHasTheDerivativesOfItsFormula()
    {
        Loss huberLike = Loss.FromExampleLosses("pseudo-huber", (f, y) => ((1 + (f - y).square()).sqrt() - 1).sum(1));
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor f = randn([6, 3], float64, generator: generator), y = randn([6, 3], float64, generator: generator), r = f - y;
        using (no_grad())
        {
            TensorAssert.Near(r / (1 + r * r).sqrt(), huberLike.OutputGradient(f, y), 1e-15);
            TensorAssert.Near(diag_embed((1 + r * r).pow(-1.5)), huberLike.OutputHessian(f, y), 1e-15);
        }

        Assert.Equal("pseudo-huber", huberLike.Name);
    }

    [Fact]
    public void ALinearCustomLossHasNoCurvature()
    {
        using DisposeScope scope = NewDisposeScope();
        Loss linear = Loss.FromExampleLosses("linear", (f, _) => f.sum(1));
        TensorAssert.Near(zeros([2, 3, 3], float64), linear.OutputHessian(ones([2, 3], float64), zeros(2, int64)), 0);
    }
}
