using System.Runtime.InteropServices;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Scripts;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.PyTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>The memory of products is stated batch by batch, and what fits is what is stated.</summary>
[Collection(MemoryOfTheProcess.Name)]
public sealed class ProductMemoryTests
{
    [Fact]
    public void GraphsFitThatAreStatedToFit()
    {
        using LiveTensors live = new();
        using Sequential model = LeNet.Create(1, 12, 12, 3, Activation.ReLU, seed: 1);
        using Tensor images = randn([57, 1, 12, 12], float64), labels = randint(3, [57], int64);
        using var data = new Dataset("random", images.alias(), labels.alias(), 3);
        using Batches batches = data.Batches(25);
        var memory = new ProductMemory(new EmpiricalRisk(model, new CrossEntropy(), batches));

        double[] stated = [.. Enumerable.Range(0, batches.Count + 1).Select(memory.GraphBytes)];
        Assert.Equal(0, stated[0]);
        Assert.Equal(stated[1], stated[2] - stated[1], 1e-9 * stated[1]);
        Assert.InRange(stated[3] - stated[2], 0.28 * stated[1], 0.99 * stated[1]);
        Assert.All(Enumerable.Range(0, batches.Count + 1), count => Assert.Equal(count, memory.GraphsThatFit(stated[count])));
        Assert.All(Enumerable.Range(1, batches.Count), count => Assert.Equal(count - 1, memory.GraphsThatFit(stated[count] - 1)));
        Assert.Equal(0, memory.GraphsThatFit(-1));
        Assert.Equal(batches.Count, memory.GraphsThatFit(2 * stated[^1]));
        Assert.True(memory.PassBytes > stated[1]);
    }

    /// <summary>
    /// A script shows no layers, and its graphs are measured: what is stated is what the process grows by when larger graphs are made.
    /// </summary>
    [Fact]
    public void GraphsOfAScriptTakeWhatIsStated()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The allocator gives memory back to the system when asked on Linux only.");
        using ScriptedModel model = ScriptedModel.Load(Assets.FileOf("images"));
        using Tensor images = randn([300, 3, 24, 24], float64), labels = randint(4, [300], int64);
        using var data = new Dataset("random", images.alias(), labels.alias(), 4);
        using Batches batches = data.Batches(200);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
        var memory = new ProductMemory(risk);
        using var vector = ones([risk.Dimension, 1], float64);
        using var hessian = new HessianOperator(risk, batches.Count);
        _ = Trim(0);
        long before = Environment.WorkingSet;
        hessian.Multiply(vector).Dispose();
        long afterPass = Environment.WorkingSet - before;
        _ = Trim(0);
        double taken = Environment.WorkingSet - before;
        Assert.True(taken > 50e6, $"{taken / 1e6:0} MB are too few to tell.");
        Assert.InRange(memory.GraphBytes(batches.Count) / taken, 0.5, 2);
        Assert.True(memory.GraphBytes(batches.Count) + memory.PassBytes > afterPass / 2.0);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nint padding);
}
