using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Spectra;

/// <summary>The eigenvalues that are followed are those of the whole matrix, at every step looked at.</summary>
public sealed class LargestEigenvalueTrackerTests : IDisposable
{
    private const int Inputs = 6, Classes = 4, Followed = 3, Every = 20, Steps = 80;

    private readonly Dataset _data;
    private readonly Sequential _model = MultilayerPerceptron.Create(Inputs, [8], Classes, Activation.Tanh, seed: 1);
    private readonly Batches _batches;
    private readonly EmpiricalRisk _risk;

    public LargestEigenvalueTrackerTests()
    {
        using Generator generator = new(2);
        _data = new Dataset(
            "random", randn([40, Inputs], float64, generator: generator), randint(Classes, [40], int64, generator: generator), Classes);
        _batches = _data.Batches(25);
        _risk = new EmpiricalRisk(_model, new CrossEntropy(), _batches);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _data.Dispose();
        _model.Dispose();
    }

    [Theory]
    [InlineData(1e-3), InlineData(1e-9)]
    public void EveryLookHoldsTheEigenvaluesOfTheExactHessian(double tolerance)
    {
        using LiveTensors live = new();
        using LargestEigenvalueTracker tracker = new(Followed, tolerance, seed: 3);
        List<LargestEigenvalueRecord> records = [];
        Train(step =>
        {
            LargestEigenvalueRecord record = Look(tracker, step);
            records.Add(record);
            double[] exact = Exact();
            Assert.Equal((step, Followed, SolverStatus.Converged), (record.Step, record.Pairs.Count, record.Status));
            Assert.All(record.Pairs, pair => Assert.InRange(exact[pair.Index - 1], pair.Lower, pair.Upper));
            Assert.Equal(exact[0], record.Largest, tolerance * exact[0]);
        });
        Assert.Equal(Enumerable.Range(0, (Steps / Every) + 1).Select(i => (long)i * Every), records.Select(r => r.Step));
        Assert.NotEqual(records[0].Largest, records[^1].Largest, 0.1 * records[0].Largest);
    }

    [Fact]
    public void AWarmStartTakesFewerProductsThanAColdOne()
    {
        using LargestEigenvalueTracker warm = new(Followed, 1e-3, seed: 3);
        long products = 0, cold = 0;
        Train(step =>
        {
            using LargestEigenvalueTracker fresh = new(Followed, 1e-3, seed: 3);
            (long coldNow, long warmNow) = (Look(fresh, step).Products, Look(warm, step).Products);
            (products, cold) = step == 0 ? (0, 0) : (products + warmNow, cold + coldNow);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"warm {products}, cold {cold} products in {Steps / Every} looks");
        Assert.InRange(products, 1, 0.8 * cold);
    }

    [Fact]
    public void ATrackerThatWasWrittenAndReadGoesOnToTheSameBits()
    {
        using LargestEigenvalueTracker tracker = new(Followed, 1e-3, seed: 3), other = new(Followed, 1e-3, seed: 3);
        Look(tracker, 0);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        tracker.Write(writer);
        file.Position = 0;
        using (var reader = new BinaryReader(file))
        {
            other.Read(reader, CPU);
        }

        new Trainer(_model, new CrossEntropy(), _data, Training(0.3, steps: 5))
            .Run();
        (LargestEigenvalueRecord expected, LargestEigenvalueRecord actual) = (Look(tracker, 5), Look(other, 5));
        Assert.Equal(expected.Pairs, actual.Pairs);
        Assert.Equal(expected.Products, actual.Products);
        using LargestEigenvalueTracker cold = new(Followed, 1e-3, seed: 3);
        Assert.NotEqual(expected.Pairs, Look(cold, 5).Pairs);
    }

    [Fact]
    public void ALookThatWasCancelledLeavesTheTrackerAsItWas()
    {
        using LargestEigenvalueTracker tracker = new(Followed, 1e-3, seed: 3), undisturbed = new(Followed, 1e-3, seed: 3);
        Look(tracker, 0);
        Look(undisturbed, 0);
        using (var hessian = new HessianOperator(_risk))
        {
            Assert.Throws<OperationCanceledException>(() => tracker.Measure(1, hessian, new CancellationToken(canceled: true)));
        }

        Assert.Equal(Look(undisturbed, 1).Pairs, Look(tracker, 1).Pairs);
    }

    private void Train(Action<long> look) =>
        new Trainer(_model, new CrossEntropy(), _data, Training(0.5, Steps))
            .Run(visit: step =>
            {
                if (step % Every == 0)
                {
                    look(step);
                }
            });

    private LargestEigenvalueRecord Look(LargestEigenvalueTracker tracker, long step)
    {
        using var hessian = new HessianOperator(_risk);
        return tracker.Measure(step, hessian);
    }

    private double[] Exact()
    {
        using ExactHessian hessian = ExactHessian.Compute(_risk);
        using var matrix = new DenseOperator(hessian.Matrix);
        return [.. DenseEigensolver.Values(matrix).Values];
    }

    private static TrainingOptions Training(double learningRate, long steps) =>
        new() { Optimizer = new GradientDescentSpec { LearningRate = learningRate }, MaxSteps = steps, StopGradientNorm = 0 };
}
