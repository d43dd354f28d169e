using CsCheck;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checkpoints;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

[Collection(PyTorchFilesCollection.Name)]
public sealed class StateDictFileTests(PyTorchFiles files)
{
    private static readonly string[] s_names =
    [
        "embed.weight", "place.weight", "norm.weight", "norm.bias", "qkv.weight", "qkv.bias", "head.weight", "head.bias", "positions",
    ];

    [Theory]
    [InlineData("plain.pt")]
    [InlineData("nested.pt")]
    [InlineData("compiled.pt")]
    [InlineData("script.pt")]
    [InlineData("plain.safetensors")]
    public void EveryTensorHasPyTorchsBits(string file)
    {
        string path = files[file];
        using var live = new LiveTensors();
        using StateDict state = StateDictFile.Read(path);
        bool hasTie = !file.EndsWith(".safetensors", StringComparison.Ordinal);
        Assert.Equal(
            s_names.Where(n => hasTie || n != "head.weight").Order(), state.Names.Where(n => n != "scale").Order());
        Assert.Equal(hasTie ? ["head.weight"] : [], state.TiedNames.Keys);
        Assert.Empty(state.Remarks);
        using DisposeScope scope = NewDisposeScope();
        Assert.All(state.Names.Intersect(s_names), name => TensorAssert.SameBits(files.Truth("state." + name), state[name]));
    }

    [Theory]
    [InlineData("plain.pt")]
    [InlineData("nested.pt")]
    [InlineData("trainer.pt")]
    [InlineData("script.pt")]
    [InlineData("plain.safetensors")]
    public void AppliedItIsTheNetworkOfTheCheckpoint(string file)
    {
        string path = files[file];
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        model.to(ScalarType.Float64);
        using StateDict state = StateDictFile.Read(path);
        Assert.Equal(file == "script.pt" ? [] : ["scale"], state.ApplyTo(model));
        foreach ((string name, Tensor parameter) in model.named_parameters())
        {
            TensorAssert.SameBits(files.Truth("state." + name), parameter);
        }
    }

    [Fact]
    public void AProgramsWeightsAreACheckpointToo()
    {
        using DisposeScope scope = NewDisposeScope();
        using StateDict state = StateDictFile.Read(files["torch29.pt2"]);
        Assert.Equal(s_names.Order(), state.Names.Order());
        using ExportedModule model = ExportedProgramFile.Load(files["torch28.pt2"]);
        state.ApplyTo(model);
    }

    [Fact]
    public void ACheckpointOfAnotherNetworkIsRefusedAsAWhole()
    {
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        Tensor[] before = [.. model.parameters().Select(p => p.detach().clone())];
        using StateDict state = StateDictFile.Read(files["other.pt"]);
        string message = Assert.Throws<PyTorchFileException>(() => state.ApplyTo(model)).Message;
        Assert.Contains(
            "another network: 2 missing ('norm.weight', 'norm.bias'); 1 unknown to the network ('extra'); "
                + "1 of other shapes ('qkv.bias' is [11] for the network's [12]).",
            message,
            StringComparison.Ordinal);
        Assert.All(before.Zip(model.parameters()), pair => TensorAssert.SameBits(pair.First, pair.Second));
    }

    [Fact]
    public void HalfPrecisionIsKeptAndSaid()
    {
        using DisposeScope scope = NewDisposeScope();
        using StateDict state = StateDictFile.Read(files["half.pt"]);
        Assert.Contains("8 of 9 tensors", Assert.Single(state.Remarks), StringComparison.Ordinal);
        Assert.Equal(ScalarType.BFloat16, state["qkv.bias"].dtype);
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        model.to(ScalarType.Float64);
        state.ApplyTo(model);
        Tensor bias = model.named_parameters().Single(p => p.name == "qkv.bias").parameter;
        TensorAssert.SameBits(files.Truth("state.qkv.bias").to(ScalarType.BFloat16).to(ScalarType.Float64), bias);
    }

    [Fact]
    public void ViewsAndEmptyTensorsAreRead()
    {
        using DisposeScope scope = NewDisposeScope();
        using StateDict state = StateDictFile.Read(files["strided.pt"]);
        TensorAssert.SameBits(files.Truth("strided.b"), state["b"]);
        Assert.True(state["c"].item<bool>());
        Assert.Equal((ScalarType.Int32, "0, 3"), (state["d"].dtype, string.Join(", ", state["d"].shape)));
        Assert.Empty(state.TiedNames);
    }

    [Theory]
    [InlineData("old.pt", "before PyTorch 1.6")]
    [InlineData("whole.pt", "a whole object of the class __main__.Net")]
    [InlineData("whole_inside.pt", "a whole object of the class __main__.Net")]
    [InlineData("numbers.pt", "holds no state_dict")]
    [InlineData("truth.npz", "is no checkpoint")]
    public void WhatIsNoCheckpointIsRefused(string file, string why)
    {
        string path = files[file];
        using var live = new LiveTensors();
        string message = Assert.Throws<PyTorchFileException>(() => StateDictFile.Read(path)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>A byte that is another one may be a weight's; where it is not, one sentence says that the file is damaged.</summary>
    [Theory]
    [InlineData("nested.pt")]
    [InlineData("script.pt")]
    [InlineData("plain.safetensors")]
    [InlineData("torch29.pt2")]
    [InlineData("torch25.pt2")]
    public void AChangedByteIsNoSurprise(string file)
    {
        byte[] whole = File.ReadAllBytes(files[file]);
        using TemporaryFolder folder = new();
        using var live = new LiveTensors();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).AllHold(300, change =>
        {
            byte[] changed = [.. whole];
            changed[change.Item1] = change.Item2;
            File.WriteAllBytes(folder["changed"], changed);
            Exception? refusal = Record.Exception(() => StateDictFile.Read(folder["changed"]).Dispose());
            Assert.True(refusal is null or PyTorchFileException, refusal?.ToString());
        });
    }

    [Theory]
    [InlineData("plain.pt")]
    [InlineData("script.pt")]
    [InlineData("plain.safetensors")]
    [InlineData("torch29.pt2")]
    public void ADamagedFileIsRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(files[file]);
        using TemporaryFolder folder = new();
        using var live = new LiveTensors();
        foreach (int kept in new[] { 0, 3, 9, whole.Length / 4, whole.Length / 2, whole.Length - 30, whole.Length - 1 })
        {
            File.WriteAllBytes(folder["cut"], whole[..kept]);
            string message = Assert.Throws<PyTorchFileException>(() => StateDictFile.Read(folder["cut"])).Message;
            Assert.DoesNotContain('\n', message);
        }
    }
}
