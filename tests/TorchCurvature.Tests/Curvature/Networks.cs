using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Small networks and random data in two unequal batches.</summary>
internal static class Networks
{
    public static nn.Module<Tensor, Tensor> ActivationModule(string name) => name switch
    {
        "relu" => nn.ReLU(),
        "tanh" => nn.Tanh(),
        "sigmoid" => nn.Sigmoid(),
        "softplus" => nn.Softplus(),
        "linear" => nn.Identity(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static Sequential FullyConnected(long[] widths, string activation, bool bias, long seed)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (int l = 1; l < widths.Length; l++)
        {
            layers.Add(nn.Linear(widths[l - 1], widths[l], hasBias: bias, dtype: ScalarType.Float64));
            if (l < widths.Length - 1)
            {
                layers.Add(ActivationModule(activation));
            }
        }

        return Randomize(nn.Sequential(layers), seed);
    }

    public static T Randomize<T>(T network, long seed)
        where T : nn.Module
    {
        using var generator = new Generator((ulong)seed);
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in network.parameters())
        {
            parameter.uniform_(-0.7, 0.7, generator);
        }

        return network;
    }

    public static void Freeze(nn.Module module)
    {
        foreach (Parameter parameter in module.parameters())
        {
            parameter.requires_grad = false;
        }
    }

    public static Batch[] Batches(long[] exampleShape, long classes, long seed, params long[] sizes)
    {
        using var generator = new Generator((ulong)seed);
        return [.. sizes.Select(n =>
        {
            using Tensor scores = rand([n, classes], ScalarType.Float64, generator: generator);
            return new Batch(randn([n, .. exampleShape], ScalarType.Float64, generator: generator), scores.argmax(1));
        })];
    }

    public static Loss LossNamed(string name) => name == "cross-entropy" ? new CrossEntropy() : new SquaredError();

    public static double RelativeDifference(Tensor a, Tensor b)
    {
        using DisposeScope scope = NewDisposeScope();
        return ((a - b).norm() / b.norm()).item<double>();
    }

    public static bool IsSymmetric(Tensor a)
    {
        using DisposeScope scope = NewDisposeScope();
        return a.eq(a.t()).all().item<bool>();
    }
}
