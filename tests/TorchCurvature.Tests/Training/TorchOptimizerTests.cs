using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

/// <summary>Trainings beside those of TorchSharp's own <c>optim.SGD</c> and <c>optim.Adam</c>, on the same networks and batches.</summary>
public sealed class TorchOptimizerTests : IDisposable
{
    private const int Inputs = 4;
    private const long Examples = 25, BatchSize = 10, Steps = 8, Seed = 6;
    private const double Decay = 0.03;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Dataset _data;

    public TorchOptimizerTests()
    {
        using Generator generator = new(2);
        _data = new Dataset(
            "random", randn([Examples, Inputs], float64, generator: generator), randn([Examples, Inputs], float64, generator: generator));
    }

    public static TheoryData<string> Networks { get; } = ["layers", "one frozen", "tied and unused"];

    public void Dispose()
    {
        _data.Dispose();
        _scope.Dispose();
    }

    [Theory, MemberData(nameof(Networks))]
    public void SgdIsTorchs(string network)
    {
        AssertSame(
            network,
            new StochasticGradientDescentSpec { LearningRate = 0.2, BatchSize = (int)BatchSize },
            parameters => optim.SGD(parameters, 0.2, weight_decay: Decay));
        AssertSame(
            network,
            new StochasticGradientDescentSpec { LearningRate = 0.1, Momentum = 0.9, BatchSize = (int)BatchSize },
            parameters => optim.SGD(parameters, 0.1, momentum: 0.9, weight_decay: Decay));
    }

    [Theory, MemberData(nameof(Networks))]
    public void NesterovsIsTorchs(string network) => AssertSame(
        network,
        new StochasticGradientDescentSpec { LearningRate = 0.1, Momentum = 0.9, Nesterov = true, BatchSize = (int)BatchSize },
        parameters => optim.SGD(parameters, 0.1, momentum: 0.9, weight_decay: Decay, nesterov: true));

    [Theory, MemberData(nameof(Networks))]
    public void AdamIsTorchs(string network)
    {
        AssertSame(network, new AdamSpec { BatchSize = (int)BatchSize }, parameters => optim.Adam(parameters, weight_decay: Decay));
        AssertSame(
            network,
            new AdamSpec { LearningRate = 0.02, Beta1 = 0.8, Beta2 = 0.97, Epsilon = 1e-5, BatchSize = (int)BatchSize },
            parameters => optim.Adam(parameters, 0.02, 0.8, 0.97, 1e-5, weight_decay: Decay));
    }

    /// <summary>Adam divides by √v̂, so that rounding in gradients near 0 would be seen; the entries here are far from it.</summary>
    private void AssertSame(string network, OptimizerSpec optimizer, Func<IEnumerable<Parameter>, optim.Optimizer> other)
    {
        using nn.Module<Tensor, Tensor> ours = Network(network), theirs = Network(network);
        Parameter[] frozen = [.. ours.parameters().Where(p => !p.requires_grad)];
        Tensor[] asTheyWere = [.. frozen.Select(p => p.clone())];
        Tensor start = new ParameterLayout(ours).ToVector();
        new Trainer(ours, new SquaredError(), _data, new()
        {
            Optimizer = optimizer,
            WeightDecay = Decay,
            MaxSteps = Steps,
            StopGradientNorm = 0,
            Seed = Seed,
        }).Run();
        using (optim.Optimizer torchs = other(theirs.parameters().Where(p => p.requires_grad)))
        {
            Descend(theirs, torchs);
        }

        Tensor expected = new ParameterLayout(theirs).ToVector(), actual = new ParameterLayout(ours).ToVector();
        TensorAssert.Near(expected, actual, 1e-13);
        Assert.True((start - actual).abs().min().item<double>() > 1e-6);
        Assert.Equal(network != "layers", frozen.Length > 0);
        Assert.All(asTheyWere.Zip(frozen), pair => TensorAssert.SameBits(pair.First, pair.Second));
    }

    // The batches of the trainer: a random order of all examples for each pass, cut into tens; the last has five.
    private void Descend(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using Generator generator = new((ulong)Seed);
        Tensor order = randperm(Examples, generator: generator);
        for (long step = 0, first = 0; step < Steps; step++, first += BatchSize)
        {
            if (first >= Examples)
            {
                (order, first) = (randperm(Examples, generator: generator), 0);
            }

            Tensor chosen = order.narrow(0, first, Math.Min(BatchSize, Examples - first));
            optimizer.zero_grad();
            Tensor residuals = model.forward(_data.Inputs.index_select(0, chosen)) - _data.Targets.index_select(0, chosen);
            (0.5 * residuals.square().sum(1)).mean().backward();
            optimizer.step();
        }
    }

    private static nn.Module<Tensor, Tensor> Network(string kind)
    {
        if (kind == "tied and unused")
        {
            var tied = new TiedNetwork(Inputs, seed: 3);
            foreach (Parameter unused in tied.named_children().Single(c => c.name == "unused").module.parameters())
            {
                unused.requires_grad = false; // torch leaves alone what has no gradient, and weight decay here does not
            }

            return tied;
        }

        Sequential layers = MultilayerPerceptron.Create(Inputs, [5, 3], Inputs, Activation.Tanh, seed: 1);
        foreach (Parameter parameter in kind == "one frozen" ? layers.parameters().Skip(2).Take(1) : [])
        {
            parameter.requires_grad = false;
        }

        return layers;
    }
}
