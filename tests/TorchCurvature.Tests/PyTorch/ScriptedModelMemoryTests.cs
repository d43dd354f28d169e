using TorchCurvature.Losses;
using TorchCurvature.PyTorch.Scripts;
using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>What scripts hold of native memory once they are disposed, whatever was done with them.</summary>
[Collection(MemoryOfTheProcess.Name)]
public sealed class ScriptedModelMemoryTests
{
    // One of these networks that is not released takes 130 KB; names that are copied, and what the runtime compiles, take some of the rest.
    private const long SmallPerLife = 50_000;
    private const int LivesToWarm = 30;
    private const int Lives = 200;

    [Theory]
    [InlineData("loaded")]
    [InlineData("converted")]
    [InlineData("moved")]
    [InlineData("used")]
    public void ADisposedNetworkHoldsNothing(string use) => AssertHoldsNothing(() =>
    {
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel model = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        switch (use)
        {
            case "converted":
                model.to(ScalarType.Float32);
                model.to(ScalarType.Float64);
                break;
            case "moved":
                model.to(CPU, ScalarType.Float32);
                model.to(CPU);
                break;
            case "used":
                model.train();
                model.eval();
                _ = model.state_dict().Count;
                model.forward(randn([7, 4], ScalarType.Float64)).sum().backward();
                break;
        }
    });

    [Fact]
    public void ADisposedLossHoldsNothing() => AssertHoldsNothing(() =>
    {
        using DisposeScope scope = NewDisposeScope();
        using var loss = new ScriptedLoss(Assets.FileOf("normalized-a"));
    });

    private static void AssertHoldsNothing(Action live)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Native memory is counted on Linux only.");
        Repeat(live, LivesToWarm);
        long before = NativeHeap.UsedBytes;
        Repeat(live, Lives);
        Assert.InRange((NativeHeap.UsedBytes - before) / Lives, long.MinValue, SmallPerLife);
    }

    private static void Repeat(Action live, int times)
    {
        for (int i = 0; i < times; i++)
        {
            live();
        }

        // What nobody disposed would be released here, if it ever were.
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
