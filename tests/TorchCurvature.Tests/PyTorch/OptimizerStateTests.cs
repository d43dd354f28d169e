using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checkpoints;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

[Collection(PyTorchFilesCollection.Name)]
public sealed class OptimizerStateTests(PyTorchFiles files)
{
    [Theory]
    [InlineData("nested.pt")]
    [InlineData("trainer.pt")]
    public void AdamsMomentsAreThoseOfTheNetworksParameters(string file)
    {
        string path = files[file];
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using StateDict state = StateDictFile.Read(path);
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        IReadOnlyDictionary<string, OptimizerEntry> entries = state.Optimizer!.For(model);
        Assert.Equal(
            new OptimizerGroup(0.01, 0.001, 0.8, 0.95, 1e-6, null, null, null, true, null),
            Assert.Single(entries.Values.Select(e => e.Group).Distinct()));
        foreach ((string name, Tensor parameter) in model.named_parameters().Where(p => p.parameter.requires_grad))
        {
            OptimizerEntry entry = entries[name];
            Assert.Equal(3, entry.Step);
            TensorAssert.SameBits(files.Truth("adam." + name), entry.SecondMoment!);
            Assert.Equal(parameter.shape, entry.LargestSecondMoment!.shape);
            Assert.Null(entry.MomentumBuffer);
        }

        // It is frozen, so that Adam has it and keeps nothing of it.
        Assert.Null(entries["place.weight"].SecondMoment);
    }

    [Fact]
    public void ParametersInAnotherOrderAreRefusedUnlessTheyAreNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        using StateDict unnamed = StateDictFile.Read(files["groups.pt"]);
        string message = Assert.Throws<PyTorchFileException>(() => unnamed.Optimizer!.For(model)).Message;
        Assert.Contains("in another order", message, StringComparison.Ordinal);

        using StateDict named = StateDictFile.Read(files["named_groups.pt"]);
        IReadOnlyDictionary<string, OptimizerEntry> entries = named.Optimizer!.For(model);
        Assert.Equal(0.2, entries["head.bias"].Group.LearningRate);
        OptimizerGroup group = entries["qkv.bias"].Group;
        Assert.Equal((0.1, 0.9, true), (group.LearningRate, group.Momentum, group.IsNesterov));
        TensorAssert.SameBits(files.Truth("sgd.qkv.bias"), entries["qkv.bias"].MomentumBuffer!);
    }

    [Fact]
    public void WithoutAnOptimizerThereIsNone()
    {
        using StateDict state = StateDictFile.Read(files["plain.pt"]);
        Assert.Null(state.Optimizer);
    }
}
