using TorchCurvature.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Models;

public sealed class NormalizedPerceptronTests
{
    [Fact]
    public void StatisticsOfTheBatchTakeOutTheScaleOfTheInputsAndStoredOnesDoNot()
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential model = MultilayerPerceptron.CreateNormalized(3, [5, 4], 2, Activation.ReLU, seed: 1);
        Tensor x = randn(20, 3, ScalarType.Float64), moved = (x * 100) + 7;
        model.train();
        double difference = (model.forward(x * 10) - model.forward(moved)).abs().max().item<double>();
        Assert.True(difference < 1e-3, $"{difference}"); // but for the ε in the variance
        model.eval();
        Assert.True((model.forward(x * 10) - model.forward(moved)).abs().max().item<double>() > 0.1);
    }

    [Fact]
    public void ItHasTheWeightsOfThePlainNetworkAndScalesAndShifts()
    {
        using Sequential plain = MultilayerPerceptron.Create(3, [5, 4], 2, Activation.ReLU, seed: 1);
        using Sequential normalized = MultilayerPerceptron.CreateNormalized(3, [5, 4], 2, Activation.ReLU, seed: 1);
        Linear[] from = [.. plain.modules().OfType<Linear>()], to = [.. normalized.modules().OfType<Linear>()];
        Assert.Equal(3, to.Length);
        Assert.All(from.Zip(to), pair => Assert.True(pair.First.weight!.allclose(pair.Second.weight!, 0, 0)));
        double expected = MultilayerPerceptron.ParameterCount(3, [5, 4], 2) + (2 * (5 + 4));
        Assert.Equal(expected, new ParameterLayout(normalized).Dimension);
        Assert.Equal(expected, new NormalizedMlpSpec { Hidden = [5, 4] }.ParameterCount([3], 2));
    }
}
