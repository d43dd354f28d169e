using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

/// <summary>Steps on quadratics come to rest just below the threshold, and swing out just above it.</summary>
public sealed class StabilityThresholdTests
{
    private const double Curvature = 5; // the mean of x² over the examples below
    private const int Steps = 400;

    [Theory]
    [InlineData(0, false, 2), InlineData(0.5, false, 3), InlineData(0.9, false, 3.8)]
    [InlineData(0.5, true, 1.5), InlineData(0.9, true, 3.8 / 2.8)]
    public void DescentOnAParabolaComesToRestBelowAndSwingsOutAbove(double momentum, bool nesterov, double timesRate)
    {
        var optimizer = new GradientDescentSpec { Momentum = momentum, Nesterov = nesterov };
        Assert.Equal(timesRate / optimizer.LearningRate, optimizer.StabilityThreshold, 1e-12);
        Assert.False(optimizer.IsPreconditioned);

        // Within a hundredth of the threshold, the factor of a step is at least 0.02 away from −1: 0.98⁴⁰⁰ < 1e-3.
        Assert.InRange(Shrinkage(optimizer, share: 0.99), 0, 1e-3);
        Assert.InRange(Shrinkage(optimizer, share: 1.01), 1e3, double.MaxValue);
    }

    /// <summary>38/η for the usual β₁.</summary>
    [Fact]
    public void TheThresholdOfAdamIsThatOfThePaper()
    {
        Assert.Equal(38 / 0.002, new AdamSpec { LearningRate = 0.002 }.StabilityThreshold, 1e-9);
        Assert.Equal(2 / 0.1, new AdamSpec { LearningRate = 0.1, Beta1 = 0 }.StabilityThreshold, 1e-12);
        Assert.True(new AdamSpec().IsPreconditioned);
    }

    /// <summary>
    /// With a β₂ next to 1 and gradients that are small beside v, P stays; after many steps the factors of m̂ and v̂ are 1. H is no
    /// diagonal matrix, so that P^(−½) H P^(−½) is neither P⁻¹ times its diagonal nor H.
    /// </summary>
    [Theory]
    [InlineData(0), InlineData(0.5), InlineData(0.9)]
    public void AdamWithAPreconditionerThatStaysComesToRestBelowAndSwingsOutAbove(double beta1)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor hessian = tensor(new double[,] { { 3, 1 }, { 1, 2 } }), squares = tensor(new double[] { 4, 0.25 });
        var usual = new AdamSpec { Beta1 = beta1, Beta2 = 1 - 1e-9, Epsilon = 0.1 };
        Tensor p = usual.Preconditioner(squares, (long)1e12);
        TensorAssert.Near(tensor((double[])[2.1, 0.6]), p, 1e-12);
        Tensor scaling = p.rsqrt();
        double largest = linalg.eigvalsh(scaling.unsqueeze(1) * hessian * scaling).max().item<double>();

        // So near that a step's factor is about −0.9 and −1.1.
        double distance = 0.05 * (1 - beta1) / (1 + beta1);
        Assert.InRange(Growth(share: 1 - distance), 0, 0.1);
        Assert.InRange(Growth(share: 1 + distance), 10, double.MaxValue);

        double Growth(double share)
        {
            // The threshold times η does not depend on η.
            double rate = share * usual.StabilityThreshold * usual.LearningRate / largest;
            AdamSpec optimizer = usual with { LearningRate = rate };
            using DisposeScope steps = NewDisposeScope();
            Tensor w = tensor(new double[] { 1e-9, -1e-9 }), mean = zeros_like(w), v = squares.clone();
            for (int k = 0; k < 100; k++)
            {
                optimizer.Move(w, hessian.mv(w), [mean, v], (long)1e12 + k);
            }

            TensorAssert.Near(squares, v, 1e-6);
            return w.norm().item<double>() / 1.4e-9;
        }
    }

    [Fact]
    public void ThePreconditionerIsThatOfTheStepsTaken()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = tensor((double[])[0.5, 0.02]);
        var adam = new AdamSpec { Beta2 = 0.9, Epsilon = 0.01 };
        double correction = 1 - (0.9 * 0.9 * 0.9);
        Tensor expected = tensor(new double[] { Math.Sqrt(0.5 / correction) + 0.01, Math.Sqrt(0.02 / correction) + 0.01 });
        TensorAssert.Near(expected, adam.Preconditioner(v, 3), 1e-15);
        TensorAssert.SameBits(tensor((double[])[0.5, 0.02]), v);
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.Preconditioner(v, 0));
    }

    [Fact]
    public void NesterovsMomentumNeedsOne() => Assert.Contains(
        "--momentum is 0",
        Assert.Throws<TorchCurvature.Settings.SettingException>(() => new GradientDescentSpec { Nesterov = true }.Validate()).Message,
        StringComparison.Ordinal);

    // |w| at the end over |w| at the beginning, where λ is a share of the threshold.
    private static double Shrinkage(GradientDescentSpec optimizer, double share)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Dataset data = new("parabola", tensor(new double[] { 1, 3, 2, -2, Math.Sqrt(7) }).unsqueeze(1), zeros(5, 1, dtype: float64));
        using Linear model = nn.Linear(1, 1, hasBias: false, dtype: float64);
        double before = model.weight.data<double>()[0];
        double rate = share * optimizer.StabilityThreshold * optimizer.LearningRate / Curvature;
        new Trainer(model, new SquaredError(), data, new()
        {
            Optimizer = optimizer with { LearningRate = rate },
            MaxSteps = Steps,
            StopGradientNorm = 0,
        }).Run();
        return Math.Abs(model.weight.data<double>()[0] / before);
    }
}
