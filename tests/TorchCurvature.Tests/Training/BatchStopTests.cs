using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

/// <summary>Batches in the order of the data, and a training that ends on the gradient of one, beside the same in plain products.</summary>
public sealed class BatchStopTests : IDisposable
{
    private const int Inputs = 4, Classes = 3, BatchSize = 10;
    private const long Examples = 25;
    private const double Step = 0.1;

    private readonly Dataset _data;
    private readonly Sequential _linear = MultilayerPerceptron.Create(Inputs, [], Classes, Activation.Tanh, seed: 1);

    public BatchStopTests()
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

    [Fact]
    public void TheFirstBatchOfASmallGradientEndsTheTrainingBeforeItsStep()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = cat([_data.Inputs, ones([Examples, 1], float64)], 1), y = nn.functional.one_hot(_data.Labels, Classes).to(float64);
        List<Tensor> visited = [Extended()];
        List<double> norms = [];
        for (int step = 0; step < 30; step++)
        {
            long first = step % 3 * BatchSize;
            Tensor rows = x.narrow(0, first, Math.Min(BatchSize, Examples - first)), wanted = y.narrow(0, first, rows.shape[0]);
            Tensor gradient = (visited[step].mm(rows.t()) - wanted.t()).mm(rows) / rows.shape[0];
            norms.Add(gradient.norm().item<double>());
            visited.Add(visited[step] - (Step * gradient));
        }

        int last = Enumerable.Range(0, norms.Count).MinBy(step => norms[step]);
        Assert.InRange(last, 4, 29);
        TrainingOptions options = Options(StoppingGradient.Batch, 1.0001 * norms[last]);
        TrainingResult result = new Trainer(_linear, new SquaredError(), _data, options).Run();
        Assert.Equal((StoppingReason.GradientNorm, last), (result.Reason, result.Steps));
        TensorAssert.Near(visited[last], Extended(), 1e-13);
        // The last moment is of all examples, whose gradient is another.
        double whole = ((visited[last].mm(x.t()) - y.t()).mm(x) / Examples).norm().item<double>();
        Assert.Equal(last, result.History[^1].Step);
        Assert.Equal(whole, result.History[^1].GradientNorm!.Value, 1e-13);

        Tensor Extended() => cat([_linear.parameters().First().detach(), _linear.parameters().Last().detach().unsqueeze(1)], 1);
    }

    /// <summary>The gradient over all examples is looked at between passes only, which have three steps.</summary>
    [Fact]
    public void AllExamplesEndItAfterAWholePass()
    {
        using Sequential again = MultilayerPerceptron.Create(Inputs, [], Classes, Activation.Tanh, seed: 1);
        double first = new Trainer(again, new SquaredError(), _data, new() { MaxSteps = 0 }).Run().History[0].GradientNorm!.Value;
        TrainingResult result = new Trainer(_linear, new SquaredError(), _data, Options(StoppingGradient.Full, 0.7 * first)).Run();
        Assert.Equal((StoppingReason.GradientNorm, 0), (result.Reason, result.Steps % 3));
        Assert.InRange(result.Steps, 3, 300);
        Assert.InRange(result.History[^1].GradientNorm!.Value, 0, 0.7 * first);
    }

    private static TrainingOptions Options(StoppingGradient gradient, double bound) => new()
    {
        Optimizer = new StochasticGradientDescentSpec { BatchSize = BatchSize, LearningRate = Step, Order = ExampleOrder.Cyclic },
        StopGradientNorm = bound,
        StopOn = gradient,
        MaxSteps = 3000,
    };
}
