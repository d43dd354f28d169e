using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Models;

public sealed class NetworkTests
{
    private static readonly Dictionary<string, (long Parameters, long[] Example, Func<long, ScalarType, Sequential> Create)> s_networks =
        new()
        {
            ["mlp 100-30-30-10"] = (4270, [100],
                (seed, dtype) => MultilayerPerceptron.Create(100, [30, 30], 10, Activation.ReLU, seed, dtype)),
            ["mlp 28x28-10-10"] = (7960, [1, 28, 28],
                (seed, dtype) => MultilayerPerceptron.Create(784, [10], 10, Activation.Tanh, seed, dtype)),
            ["linear"] = (18, [5], (seed, dtype) => MultilayerPerceptron.Create(5, [], 3, Activation.Tanh, seed, dtype)),
            ["convnet 6, 16"] = (5142, [1, 28, 28],
                (seed, dtype) => ConvolutionalNetwork.Create(1, 28, 28, [6, 16], 10, Activation.Sigmoid, seed, dtype)),
            ["LeNet on 28x28"] = (61_706, [1, 28, 28], (seed, dtype) => LeNet.Create(1, 28, 28, 10, Activation.Softplus, seed, dtype)),
            ["LeNet on colour 32x32"] = (62_006, [3, 32, 32], (seed, dtype) => LeNet.Create(3, 32, 32, 10, Activation.ReLU, seed, dtype)),
            ["AlexNet on colour 32x32"] = (2_472_266, [3, 32, 32],
                (seed, dtype) => AlexNet.Create(3, 32, 32, 10, Activation.ReLU, seed, dtype)),
            ["LeNet on 12x12"] = (15_626, [1, 12, 12], (seed, dtype) => LeNet.Create(1, 12, 12, 10, Activation.ReLU, seed, dtype)),
        };

    public static TheoryData<string> Networks => [.. s_networks.Keys];

    [Theory, MemberData(nameof(Networks))]
    public void AParameterCountIsTheOneOnPaperAndExamplesPassThrough(string name)
    {
        (long parameters, long[] example, Func<long, ScalarType, Sequential> create) = s_networks[name];
        using LiveTensors live = new();
        using Sequential network = create(1, ScalarType.Float64);
        using Tensor images = ones([2, .. example], float64);
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(parameters, network.parameters().Sum(p => p.numel()));
        Assert.Equal([2, name == "linear" ? 3 : 10], network.forward(images).shape);
    }

    [Theory, MemberData(nameof(Networks))]
    public void ASeedNamesTheSameNetworkInEveryPrecision(string name)
    {
        Func<long, ScalarType, Sequential> create = s_networks[name].Create;
        using DisposeScope scope = NewDisposeScope();
        using Sequential first = create(1, ScalarType.Float64), again = create(1, ScalarType.Float64),
            other = create(2, ScalarType.Float64),
            single = create(1, ScalarType.Float32);
        Tensor w = Vector(first);
        TensorAssert.SameBits(w, Vector(again));
        Assert.Equal(0, w.eq(Vector(other)).count_nonzero().item<long>());
        TensorAssert.SameBits(w.to(float32), Vector(single));
    }

    /// <summary>Uniform in ±1/√(inputs of a unit): within, close to both ends where there are many, and of variance bound²/3.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void WeightsAreUniformWithinTheirBound(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = s_networks[name].Create(3, ScalarType.Float64);
        double bound = 0;
        foreach (Parameter parameter in network.parameters())
        {
            bound = parameter.dim() > 1 ? 1 / Math.Sqrt(parameter.numel() / parameter.shape[0]) : bound;
            Assert.InRange(parameter.abs().max().item<double>(), 0, bound);
            if (parameter.numel() > 1000)
            {
                Assert.InRange(parameter.max().item<double>(), 0.98 * bound, bound);
                Assert.InRange(parameter.min().item<double>(), -bound, -0.98 * bound);
                Assert.InRange(parameter.var().item<double>() / (bound * bound / 3), 0.9, 1.1);
            }
        }
    }

    [Theory]
    [InlineData(Activation.ReLU, 0), InlineData(Activation.Tanh, -0.7615941559557649), InlineData(Activation.Sigmoid, 0.2689414213699951)]
    [InlineData(Activation.Softplus, 0.31326168751822286)]
    public void TheActivationIsTheOneAskedFor(Activation activation, double atMinusOne)
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = MultilayerPerceptron.Create(1, [1], 1, activation, seed: 1);
        new ParameterLayout(network).Assign(tensor([1.0, 0, 1, 0]));
        Assert.Equal(atMinusOne, network.forward(tensor(new double[,] { { -1 } })).item<double>(), 1e-15);
    }

    [Fact]
    public void ImagesThatAreTooSmallAreRefusedWithTheirSize()
    {
        using LiveTensors live = new();
        string message =
            Assert.Throws<ArgumentException>(() => ConvolutionalNetwork.Create(1, 28, 15, [6, 16], 10, Activation.ReLU, 1)).Message;
        Assert.Contains("28×15 are too small for 2 convolutions", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => LeNet.Create(1, 11, 28, 10, Activation.ReLU, 1)).Message;
        Assert.Contains("at least 12×12, and these are 11×28", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => AlexNet.Create(3, 32, 28, 10, Activation.ReLU, 1)).Message;
        Assert.Contains("at least 29×29, and these are 32×28", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WidthsThatAreNotPositiveAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => MultilayerPerceptron.Create(0, [], 1, Activation.ReLU, 1));
        Assert.Throws<ArgumentOutOfRangeException>("hidden", () => MultilayerPerceptron.Create(1, [3, 0], 1, Activation.ReLU, 1));
        Assert.Throws<ArgumentOutOfRangeException>("outputs", () => MultilayerPerceptron.Create(1, [], -1, Activation.ReLU, 1));
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => MultilayerPerceptron.ParameterCount(0, [], 1));
        Assert.Throws<ArgumentOutOfRangeException>("hidden", () => MultilayerPerceptron.ParameterCount(1, [3, 0], 1));
        Assert.Throws<ArgumentOutOfRangeException>("outputs", () => MultilayerPerceptron.ParameterCount(1, [], -1));
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => ConvolutionalNetwork.Create(1, 28, 28, [0], 10, Activation.ReLU, 1));
        Assert.Throws<ArgumentOutOfRangeException>("activation", () => MultilayerPerceptron.Create(1, [3], 1, (Activation)99, 1));
    }

    [Theory]
    [InlineData(100, new[] { 30, 30 }, 10, 4270)]
    [InlineData(784, new[] { 10 }, 10, 7960)]
    [InlineData(5, new int[0], 3, 18)]
    public void TheParametersAreCountedWithoutTheNetwork(long inputs, int[] hidden, long outputs, long expected)
    {
        Assert.Equal(expected, MultilayerPerceptron.ParameterCount(inputs, hidden, outputs));
        using Sequential network = MultilayerPerceptron.Create(inputs, hidden, outputs, Activation.Tanh, seed: 1);
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(expected, network.parameters().Sum(p => p.numel()));
    }

    private static Tensor Vector(Sequential network) => new ParameterLayout(network).ToVector();
}
