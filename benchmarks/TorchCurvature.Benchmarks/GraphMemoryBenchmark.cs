using System.Runtime.InteropServices;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// Memory of the graphs that products keep, stated and taken: what the process grows by, once the allocator has given back what it held.
/// </summary>
internal static class GraphMemoryBenchmark
{
    private const int BatchSize = 250;

    public static void Run()
    {
        foreach (ScalarType dtype in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            Measure("AlexNet", AlexNet.Create(3, 32, 32, 10, Activation.ReLU, seed: 0, dtype), [3, 32, 32], 4);
            Measure("LeNet", LeNet.Create(1, 28, 28, 10, Activation.ReLU, seed: 0, dtype), [1, 28, 28], 24);
            Measure("convolutional network", ConvolutionalNetwork.Create(
                3, 32, 32, [16, 32], 10, Activation.Tanh, seed: 0, dtype), [3, 32, 32], 8);
            Measure("MLP", MultilayerPerceptron.Create(784, [300, 100], 10, Activation.ReLU, seed: 0, dtype), [784], 124);
        }
    }

    private static void Measure(string name, Sequential network, long[] shape, int count)
    {
        ScalarType dtype = network.parameters().First().dtype;
        using Tensor images = randn([BatchSize * count, .. shape], dtype);
        using Tensor labels = randint(10, [BatchSize * count], ScalarType.Int64);
        using var data = new Dataset("random images", images.alias(), labels.alias(), 10);
        using Batches batches = data.Batches(BatchSize);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using HessianOperator hessian = new(risk, count);
        using Tensor vector = randn([risk.Dimension, 1], dtype);
        _ = Trim(0);
        long before = Environment.WorkingSet;
        hessian.Multiply(vector).Dispose();
        var memory = new ProductMemory(risk);
        double stated = memory.GraphBytes(count) + memory.PassBytes, taken = Environment.WorkingSet - before;
        Console.WriteLine($"{name}, {dtype}: graphs of {count} batches of {BatchSize} and a pass: {stated / 1048576:0} MiB stated, "
            + $"{taken / 1048576:0} MiB taken");
        network.Dispose();
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nint padding);
}
