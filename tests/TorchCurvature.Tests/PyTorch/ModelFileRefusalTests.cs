using TorchCurvature.PyTorch.Archives;
using TorchCurvature.Tests.Data;
using Files = TorchCurvature.PyTorch.PyTorchFiles;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Files that hold no network which can be looked at: a sentence that says what they hold, and what to do.</summary>
public sealed class ModelFileRefusalTests
{
    [Theory]
    [InlineData("empty", "is empty", "torch.jit.script(model).save")]
    [InlineData("text", "is no file of PyTorch's", "torch.jit.script(model).save")]
    [InlineData("truncated", "is truncated or damaged", "Copy or save it again")]
    [InlineData("state_dict", "was written by torch.save", "further checkpoint")]
    [InlineData("state_dict_legacy", "before torch 1.6", "torch.jit.script(model).save")]
    [InlineData("pickled_module", "was written by torch.save", "torch.jit.script(model).save")]
    [InlineData("all_frozen", "no parameter that requires a gradient", "requires_grad_(False)")]
    [InlineData("frozen_by_jit_freeze", "no parameter that requires a gradient", "torch.jit.freeze")]
    [InlineData("half_precision", "has parameters in Float16", "model.float()")]
    [InlineData("mixed_precision", "has parameters in Float64 and in Float32", "model.float()")]
    [InlineData("syntax_error", "cannot be loaded", "")]
    [InlineData("unknown_operator", "calls the operator 'aten::tanh_of_the_future'", "may be of a newer PyTorch")]
    [InlineData("unknown_library", "calls the operator 'torchvision::tanh'", "not part of libtorch")]
    public void AFileIsRefusedInASentence(string name, string what, string remedy)
    {
        string path = PyTorchTruth.FileOf($"errors/{name}.pt");
        string message = Assert.Throws<PyTorchFileException>(() => Files.Instance.Load(path)).Message;
        Assert.StartsWith($"'{path}' ", message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 40, 600);
    }

    [Fact]
    public void WhatIsNoFileIsSaid()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            $"There is no file '{folder["none.pt"]}'.",
            Assert.Throws<PyTorchFileException>(() => Files.Instance.Load(folder["none.pt"])).Message);
        Assert.Equal(
            $"'{folder.Path}' is a folder, and no network's file.",
            Assert.Throws<PyTorchFileException>(() => Files.Instance.Load(folder.Path)).Message);
    }

    /// <summary>A file that was looked at once is looked at again where it has changed.</summary>
    [Fact]
    public void AFileThatChangedIsLookedAtAgain()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Assets.FileOf("normalized-a"), folder["net.pt"]);
        Files.Instance.Load(folder["net.pt"]).Dispose();
        File.Copy(PyTorchTruth.FileOf("errors/unknown_operator.pt"), folder["net.pt"], overwrite: true);
        Assert.Contains(
            "tanh_of_the_future", Assert.Throws<PyTorchFileException>(() => Files.Instance.Load(folder["net.pt"])).Message,
            StringComparison.Ordinal);
    }
}
