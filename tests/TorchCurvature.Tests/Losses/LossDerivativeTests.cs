using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

/// <summary>Closed forms against automatic differentiation of the definitions, finite differences and PyTorch's own means.</summary>
public sealed class LossDerivativeTests
{
    private const long Rows = 17;

    public static TheoryData<string> Names => LossCases.Names;

    [Theory, MemberData(nameof(Names))]
    public void ClosedFormsAreThoseOfTheDefinition(string name)
    {
        LossCase of = LossCases.All[name];
        Loss definition = Loss.FromExampleLosses("defined", of.Definition);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        (Tensor f, Tensor y) = Draw(of);
        TensorAssert.Near(definition.ExampleLosses(f, y), of.Loss.ExampleLosses(f, y), 1e-14);
        TensorAssert.Near(definition.ExampleLosses(f, y), of.Loss.DescentLosses(f, y), 1e-14);
        TensorAssert.Near(definition.OutputGradient(f, y), of.Loss.OutputGradient(f, y), 1e-14);
        TensorAssert.Near(definition.OutputHessian(f, y), of.Loss.OutputHessian(f, y), 1e-14);
    }

    /// <summary>What products differentiate is the value, whatever the closed forms say.</summary>
    [Theory, MemberData(nameof(Names))]
    public void TheValueHasTheSameDerivativesByAutomaticDifferentiation(string name)
    {
        LossCase of = LossCases.All[name];
        Loss differentiated = Loss.FromExampleLosses("differentiated", of.Loss.ExampleLosses);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        (Tensor f, Tensor y) = Draw(of);
        TensorAssert.Near(of.Loss.OutputGradient(f, y), differentiated.OutputGradient(f, y), 1e-14);
        TensorAssert.Near(of.Loss.OutputHessian(f, y), differentiated.OutputHessian(f, y), 1e-14);
    }

    /// <summary>
    /// A central difference is off by h²/6 of the next derivative, none of which exceeds 5 here, and by rounding over h. Huber's kinks lie
    /// further from the drawn residuals than h.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void ClosedFormsAreTheLimitsOfDifferences(string name)
    {
        const double Step = 1e-5;
        const double Bound = (5 * Step * Step / 6) + (1e-15 * 20 / Step);
        LossCase of = LossCases.All[name];
        using DisposeScope scope = NewDisposeScope();
        (Tensor f, Tensor y) = Draw(of);
        Tensor gradient = of.Loss.OutputGradient(f, y), hessian = of.Loss.OutputHessian(f, y);
        for (long c = 0; c < of.Outputs; c++)
        {
            Tensor step = zeros_like(f);
            step.select(1, c).fill_(Step);
            Tensor slope = (of.Loss.ExampleLosses(f + step, y) - of.Loss.ExampleLosses(f - step, y)) / (2 * Step);
            Tensor curvature = (of.Loss.OutputGradient(f + step, y) - of.Loss.OutputGradient(f - step, y)) / (2 * Step);
            TensorAssert.Near(slope, gradient.select(1, c), Bound);
            TensorAssert.Near(curvature, hessian.select(2, c), Bound);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void TheFactorIsARootOfTheHessianWhoseRankIsKnown(string name)
    {
        LossCase of = LossCases.All[name];
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        (Tensor f, Tensor y) = Draw(of);
        Tensor hessian = of.Loss.OutputHessian(f, y), factor = of.Loss.OutputHessianFactor(f, y);
        TensorAssert.Near(hessian, factor.matmul(factor.transpose(1, 2)), 1e-14);
        int[] ranks = [.. Enumerable.Range(0, (int)Rows).Select(n => Rank(hessian[n]))];
        Assert.Equal(of.Loss.OutputRank((int)of.Outputs), ranks.Max());

        static int Rank(Tensor matrix) => linalg.eigvalsh(matrix).data<double>().Count(e => e > 1e-12);
    }

    /// <summary>The sum over the total weight is PyTorch's mean, which no mean of means over unequal parts is.</summary>
    [Theory, MemberData(nameof(Names))]
    public void TheSumOverTheTotalWeightIsPyTorchsMean(string name)
    {
        LossCase of = LossCases.All[name];
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        (Tensor f, Tensor y) = Draw(of);
        double mean = of.Mean(f, y).item<double>();
        Assert.Equal(mean, of.Loss.ExampleLosses(f, y).sum().item<double>() / of.Loss.TotalWeight(y), 1e-14);
        Assert.Equal(mean, of.Loss.DescentLosses(f, y).sum().item<double>() / of.Loss.TotalWeight(y), 1e-14);
    }

    [Theory, MemberData(nameof(Names))]
    public void SinglePrecisionStaysSingle(string name)
    {
        LossCase of = LossCases.All[name];
        using DisposeScope scope = NewDisposeScope();
        (Tensor f, Tensor y) = Draw(of);
        Tensor single = f.to(float32), targets = y.is_floating_point() ? y.to(float32) : y;
        foreach ((Tensor expected, Tensor actual) in new (Tensor, Tensor)[]
            {
                (of.Loss.ExampleLosses(f, y), of.Loss.ExampleLosses(single, targets)),
                (of.Loss.OutputGradient(f, y), of.Loss.OutputGradient(single, targets)),
                (of.Loss.OutputHessian(f, y), of.Loss.OutputHessian(single, targets)),
                (of.Loss.OutputHessianFactor(f, y), of.Loss.OutputHessianFactor(single, targets)),
            })
        {
            Assert.Equal(float32, actual.dtype);
            TensorAssert.Near(expected, actual, 2e-5);
        }
    }

    private static (Tensor Outputs, Tensor Targets) Draw(LossCase of)
    {
        using var generator = new Generator(7);
        return (1.5 * randn([Rows, of.Outputs], float64, generator: generator), of.Targets(Rows, generator));
    }
}
