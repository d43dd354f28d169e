using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private const int Inputs = 4, Classes = 3;
    private const long Examples = 25;

    private readonly Dataset _data;
    private readonly Sequential _linear = MultilayerPerceptron.Create(Inputs, [], Classes, Activation.Tanh, seed: 1);

    public TrainerTests()
    {
        using Generator generator = new(2);
        _data = new Dataset(
            "random", randn([Examples, Inputs], float64, generator: generator), randint(Classes, [Examples], int64, generator: generator),
            Classes);
    }

    public void Dispose()
    {
        _data.Dispose();
        _linear.Dispose();
    }

    /// <summary>For ½‖W̄x̄ − y‖² the iterates are W̄ ← W̄ − η (W̄ H − B), with H = X̄ᵀX̄/N and B = YᵀX̄/N.</summary>
    [Fact]
    public void GradientDescentOnLinearRegressionFollowsItsClosedForm()
    {
        const double Step = 0.3;
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = cat([_data.Inputs, ones([Examples, 1], float64)], 1), y = nn.functional.one_hot(_data.Labels, Classes).to(float64);
        Tensor h = x.t().mm(x) / Examples, b = y.t().mm(x) / Examples, w = Extended();
        List<double> losses = [], norms = [];
        for (int step = 0; step <= 50; step++)
        {
            Tensor gradient = w.mm(h) - b;
            losses.Add(0.5 * (w.mm(x.t()) - y.t()).square().sum().item<double>() / Examples);
            norms.Add(gradient.norm().item<double>());
            w = step < 50 ? w - Step * gradient : w;
        }

        TrainingResult result = Train(_linear, new SquaredError(), new() { Optimizer = Rate(Step), MaxSteps = 50, StopGradientNorm = 0 });
        TensorAssert.Near(w, Extended(), 1e-14);
        Assert.Equal((StoppingReason.StepLimit, 50), (result.Reason, result.Steps));
        Assert.Equal(Enumerable.Range(0, 51).Select(i => (long)i), result.History.Select(r => r.Step));
        Assert.All(result.History.Zip(losses), pair => Assert.Equal(pair.Second, pair.First.Loss, 1e-14));
        Assert.All(result.History.Zip(norms), pair => Assert.Equal(pair.Second, pair.First.GradientNorm!.Value, 1e-14));

        Tensor Extended() => cat([_linear.parameters().First().detach(), _linear.parameters().Last().detach().unsqueeze(1)], 1);
    }

    [Fact]
    public void TrainingStopsAtTheFirstGradientBelowTheBound()
    {
        TrainingResult result = Train(_linear, new CrossEntropy(), new() { Optimizer = Rate(0.5), StopGradientNorm = 0.05 });
        Assert.Equal((StoppingReason.GradientNorm, result.Steps), (result.Reason, result.History[^1].Step));
        Assert.InRange(result.Steps, 2, 19_999);
        Assert.InRange(result.History[^1].GradientNorm!.Value, 0, 0.05);
        Assert.All(result.History.SkipLast(1), r => Assert.InRange(r.GradientNorm!.Value, 0.05, 10));
    }

    [Theory]
    [InlineData(null, 0), InlineData(null, 7), InlineData(10, 0), InlineData(10, 2), InlineData(10, 7)]
    public void TheStepLimitIsExactEvenWithinAPass(int? batchSize, long steps)
    {
        var progress = new RecordedProgress<TrainingRecord>();
        TrainingResult result = Train(
            _linear, new CrossEntropy(), new() { Optimizer = Steps(batchSize), MaxSteps = steps, StopGradientNorm = 0 }, progress);
        Assert.Equal((StoppingReason.StepLimit, steps), (result.Reason, result.Steps));
        Assert.Equal(Enumerable.Range(0, (int)steps + 1).Select(i => (long)i), result.History.Select(r => r.Step));
        Assert.Equal(result.History, progress.Reports);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor first = Stochastic(seed: 1), again = Stochastic(seed: 1), other = Stochastic(seed: 2);
        TensorAssert.SameBits(first, again);
        Assert.Equal(0, first.eq(other).count_nonzero().item<long>());

        Tensor Stochastic(long seed)
        {
            using Sequential model = MultilayerPerceptron.Create(Inputs, [5], Classes, Activation.Tanh, seed: 1);
            Train(model, new CrossEntropy(), new()
            {
                Optimizer = Steps(10),
                MaxSteps = 30,
                Seed = seed
            });
            return new ParameterLayout(model).ToVector();
        }
    }

    /// <summary>Batches of 10, 10 and 5: a pass is three steps. The steps are the same with and without the looks.</summary>
    [Fact]
    public void AllExamplesAreLookedAtOnceAPassWhereAGradientNormMayEndIt()
    {
        var options = new TrainingOptions { Optimizer = Steps(10), MaxSteps = 7, Seed = 5 };
        TrainingResult stopping = Train(_linear, new CrossEntropy(), options with { StopGradientNorm = 1e-9 });
        using Sequential other = MultilayerPerceptron.Create(Inputs, [], Classes, Activation.Tanh, seed: 1);
        TrainingResult free = Train(other, new CrossEntropy(), options with { StopGradientNorm = 0 });
        Assert.Equal([0, 3, 6, 7], stopping.History.Where(r => r.GradientNorm is not null).Select(r => r.Step));
        Assert.Equal([0, 7], free.History.Where(r => r.GradientNorm is not null).Select(r => r.Step));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), free.History.Select(r => r.Step));
        Assert.All(_linear.parameters().Zip(other.parameters()), pair => TensorAssert.SameBits(pair.First, pair.Second));
    }

    /// <summary>
    /// With 25 examples in tens, a pass is three steps, and the last is the mean over its own five: a batch of all is gradient descent.
    /// </summary>
    [Fact]
    public void TheLastSmallerBatchIsAMeanOverItsOwnExamples()
    {
        using DisposeScope scope = NewDisposeScope();
        Loss mean = Loss.FromExampleLosses("mean", (f, _) => f.sum(1));
        using Tensor before = new ParameterLayout(_linear).ToVector();
        Train(_linear, mean, new()
        {
            Optimizer = Steps(10) with { LearningRate = 0.25 },
            MaxSteps = 3,
            StopGradientNorm = 0
        });
        using Tensor after = new ParameterLayout(_linear).ToVector(), moved = before - after;

        // Each bias has the gradient 1 in every mean over a batch, however small.
        TensorAssert.Near(full(3, 0.75, float64), moved.narrow(0, 12, 3), 1e-15);
        using Sequential other = MultilayerPerceptron.Create(Inputs, [], Classes, Activation.Tanh, seed: 1);
        TrainingOptions options = new() { MaxSteps = 5, StopGradientNorm = 0 };
        new ParameterLayout(_linear).Assign(before);
        Train(_linear, new CrossEntropy(), options);
        Train(other, new CrossEntropy(), options with { Optimizer = Steps(1000) });
        TensorAssert.Near(new ParameterLayout(_linear).ToVector(), new ParameterLayout(other).ToVector(), 1e-14);
    }

    [Theory]
    [InlineData(null), InlineData(10)]
    public void DivergenceIsReportedWithItsStepAndLoss(int? batchSize)
    {
        using LiveTensors live = new();
        TrainingOptions options = new() { Optimizer = Steps(batchSize) with { LearningRate = 1e10 } };
        var error = Assert.Throws<TrainingDivergedException>(() => Train(_linear, new SquaredError(), options));
        Assert.InRange(error.Step, 5, 100);
        Assert.False(double.IsFinite(error.Loss));
        Assert.Contains($"after {error.Step} steps", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate than 10000000000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null), InlineData(10)]
    public void CancellationEndsTheRunAfterAWholeStep(int? batchSize)
    {
        using CancellationTokenSource source = new();
        var progress = new RecordedProgress<TrainingRecord>(record =>
        {
            if (record.Step == 4)
            {
                source.Cancel();
            }
        });
        TrainingOptions options = new() { Optimizer = Steps(batchSize), StopGradientNorm = 0 };
        TrainingResult result = Train(_linear, new CrossEntropy(), options, progress, source.Token);
        Assert.Equal((StoppingReason.Cancelled, 5), (result.Reason, result.Steps));
    }

    [Theory]
    [InlineData(null), InlineData(10)]
    public void AVisitorSeesTheModelBeforeEveryStepAndAtTheEnd(int? batchSize)
    {
        const int Count = 7;
        List<(long Step, double Weight)> visits = [];
        var options = new TrainingOptions { Optimizer = Steps(batchSize), MaxSteps = Count, StopGradientNorm = 0 };
        new Trainer(_linear, new CrossEntropy(), _data, options).Run(visit: step => visits.Add((step, FirstWeight())));
        Assert.Equal(Enumerable.Range(0, Count + 1).Select(i => (long)i), visits.Select(v => v.Step));
        Assert.Equal(Count + 1, visits.DistinctBy(v => v.Weight).Count());
        Assert.Equal(FirstWeight(), visits[^1].Weight);

        double FirstWeight() => _linear.parameters().First().data<double>()[0];
    }

    [Fact]
    public void TheModelIsPutBackInItsMode()
    {
        _linear.eval();
        Train(_linear, new CrossEntropy(), new() { MaxSteps = 1 });
        Assert.False(_linear.training);
    }

    [Fact]
    public void OptionsThatNoRunCanFollowAreRefused()
    {
        foreach (TrainingOptions wrong in (TrainingOptions[])[
            new() { Optimizer = Steps(-1) }, new() { MaxSteps = -1 }, new() { StopGradientNorm = -1 },
            new() { StopGradientNorm = double.NaN }, new() { WeightDecay = double.NaN },
            new() { Optimizer = Rate(0) }, new() { Optimizer = Rate(double.NaN) }, new() { Optimizer = Rate(double.PositiveInfinity) },
            new() { Optimizer = new GradientDescentSpec { Momentum = 1 } }, new() { Optimizer = new AdamSpec { Beta1 = -0.1 } },
            new() { Optimizer = new AdamSpec { Beta2 = 1 } }, new() { Optimizer = new AdamSpec { Epsilon = -1 } }])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(_linear, new CrossEntropy(), _data, wrong));
        }
    }

    private static GradientDescentSpec Rate(double learningRate) => new GradientDescentSpec { LearningRate = learningRate };

    private static OptimizerSpec Steps(int? batchSize) => new GradientDescentSpec().WithExamplesPerStep(batchSize);

    private TrainingResult Train(
        Sequential model, Loss loss, TrainingOptions options, IProgress<TrainingRecord>? progress = null,
        CancellationToken cancellation = default) =>
        new Trainer(model, loss, _data, options).Run(progress, cancellation: cancellation);
}
