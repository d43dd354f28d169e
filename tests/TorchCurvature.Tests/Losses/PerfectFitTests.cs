using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

/// <summary>Relative precision where the fit is almost perfect, where the textbook formulas have no digits left.</summary>
public sealed class PerfectFitTests
{
    private const double Precision = 1e-14;

    /// <summary>Of a logit ±z with its answer, ℓ = log(1 + e^{−z}), g = ∓1/(1 + e^z) and A = e^z/(1 + e^z)².</summary>
    [Theory, InlineData(20.0), InlineData(37.0), InlineData(60.0), InlineData(300.0)]
    public void BinaryCrossEntropyKeepsItsDigits(double z)
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new BinaryCrossEntropy();
        Tensor f = tensor(new[,] { { z }, { -z } }), y = tensor([1L, 0L]);
        double small = Math.Exp(-z);
        Same([LogOnePlus(small), LogOnePlus(small)], loss.ExampleLosses(f, y));
        Same([-small / (1 + small), small / (1 + small)], loss.OutputGradient(f, y));
        Same([small / ((1 + small) * (1 + small)), small / ((1 + small) * (1 + small))], loss.OutputHessian(f, y));

        Loss differentiated = Loss.FromExampleLosses("differentiated", loss.ExampleLosses);
        Same([-small / (1 + small), small / (1 + small)], differentiated.OutputGradient(f, y));
        Same([small / ((1 + small) * (1 + small)), small / ((1 + small) * (1 + small))], differentiated.OutputHessian(f, y));
    }

    /// <summary>Two classes and weight 3: ℓ = 3 log(1 + e^{−z}) with g = 3(−s, s) for s = 1/(1 + e^z).</summary>
    [Theory, InlineData(20.0), InlineData(60.0), InlineData(300.0)]
    public void WeightedCrossEntropyKeepsItsDigits(double z)
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new CrossEntropy([3, 1]);
        Tensor f = tensor(new[,] { { z, 0 } }), y = tensor([0L]);
        double small = Math.Exp(-z), share = small / (1 + small);
        Same([3 * LogOnePlus(small)], loss.ExampleLosses(f, y));
        Same([-3 * share, 3 * share], loss.OutputGradient(f, y));
        Same([3 * share, -3 * share, -3 * share, 3 * share], loss.OutputHessian(f, y) * (1 + small));
    }

    /// <summary>Smoothing by ε adds (ε/2) z for two classes: where it is tiny, neither hides the other.</summary>
    [Fact]
    public void ATinySmoothingIsAddedAndNotLost()
    {
        const double Smoothing = 1e-12, Z = 25;
        using DisposeScope scope = NewDisposeScope();
        var loss = new CrossEntropy(classWeights: null, Smoothing);
        Tensor f = tensor(new[,] { { Z, 0 } }), y = tensor([0L]);
        double small = Math.Exp(-Z);
        Same([LogOnePlus(small) + (Smoothing / 2 * Z)], loss.ExampleLosses(f, y));
        double ofOther = (small / (1 + small)) - (Smoothing / 2);
        Same([-ofOther, ofOther], loss.OutputGradient(f, y));
    }

    [Fact]
    public void HuberNearItsTargetIsHalfTheSquare()
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new Huber();
        Tensor f = tensor(new[,] { { 1e-9 } }), y = zeros([1, 1], float64);
        Same([0.5e-18], loss.ExampleLosses(f, y));
        Same([1e-9], loss.OutputGradient(f, y));
    }

    // .NET has no such function, and the series is exact here.
    private static double LogOnePlus(double small) => small - (small * small / 2) + (small * small * small / 3);

    private static void Same(double[] expected, Tensor actual)
    {
        double[] found = actual.flatten().data<double>().ToArray();
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, Precision * Math.Abs(p.First)));
    }
}
