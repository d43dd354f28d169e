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
    private const double Step = 0.1, Bound = 0.2;

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
        Tensor w = Extended();
        long steps = 0;
        for (; ; steps++)
        {
            long first = steps % 3 * BatchSize;
            Tensor rows = x.narrow(0, first, Math.Min(BatchSize, Examples - first)), wanted = y.narrow(0, first, rows.shape[0]);
            Tensor gradient = (w.mm(rows.t()) - wanted.t()).mm(rows) / rows.shape[0];
            if (gradient.norm().item<double>() < Bound)
            {
                break;
            }

            w -= Step * gradient;
        }

        TrainingResult result = Train(StoppingGradient.Batch, ExampleOrder.Cyclic);
        Assert.InRange(steps, 4, 1000);
        Assert.Equal((StoppingReason.GradientNorm, steps), (result.Reason, result.Steps));
        TensorAssert.Near(w, Extended(), 1e-13);
        // The last moment is of all examples, whose gradient need not be small.
        Tensor whole = (w.mm(x.t()) - y.t()).mm(x) / Examples;
        Assert.Equal((steps, whole.norm().item<double>()), (result.History[^1].Step, result.History[^1].GradientNorm!.Value), Near);

        Tensor Extended() => cat([_linear.parameters().First().detach(), _linear.parameters().Last().detach().unsqueeze(1)], 1);
    }

    /// <summary>The gradient over all examples falls below the bound later, and is looked at between passes only.</summary>
    [Fact]
    public void AllExamplesEndItLaterAndAfterAWholePass()
    {
        long onBatch = Train(StoppingGradient.Batch, ExampleOrder.Shuffled, bound: 0.3).Steps;
        using Sequential again = MultilayerPerceptron.Create(Inputs, [], Classes, Activation.Tanh, seed: 1);
        TrainingOptions whole = Options(StoppingGradient.Full, ExampleOrder.Shuffled, 0.1);
        TrainingResult onAll = new Trainer(again, new SquaredError(), _data, whole).Run();
        Assert.Equal(StoppingReason.GradientNorm, onAll.Reason);
        Assert.Equal(0, onAll.Steps % 3);
        Assert.InRange(onBatch, 1, onAll.Steps);
    }

    private static bool Near((long Step, double Norm) one, (long Step, double Norm) other) =>
        one.Step == other.Step && Math.Abs(one.Norm - other.Norm) < 1e-13;

    private static TrainingOptions Options(StoppingGradient gradient, ExampleOrder order, double bound) => new()
    {
        Optimizer = new StochasticGradientDescentSpec { BatchSize = BatchSize, LearningRate = Step, Order = order },
        StopGradientNorm = bound,
        StopOn = gradient,
    };

    private TrainingResult Train(StoppingGradient gradient, ExampleOrder order, double bound = Bound) =>
        new Trainer(_linear, new SquaredError(), _data, Options(gradient, order, bound)).Run();
}
