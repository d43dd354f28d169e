using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Studies;

public sealed class CheckpointPathsTests : IDisposable
{
    private static readonly string[] s_files =
    [
        "a/step-2.pt", "a/step-10.pt", "a/step-1.pt", "a/notes.txt", "b/step-3.pt", "b/deep/er/step-4.pt", "b/step-xx.pt", "top.pt",
    ];

    private readonly TemporaryFolder _folder = new();

    public CheckpointPathsTests()
    {
        foreach (string file in s_files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllText(_folder[file], "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a/step-*.pt", "a/step-1.pt a/step-2.pt a/step-10.pt")]
    [InlineData("a/step-?.pt", "a/step-1.pt a/step-2.pt")]
    [InlineData("*/step-*.pt", "a/step-1.pt a/step-2.pt a/step-10.pt b/step-3.pt b/step-xx.pt")]
    [InlineData("b/**/*.pt", "b/deep/er/step-4.pt b/step-3.pt b/step-xx.pt")]
    [InlineData("**/step-4.pt", "b/deep/er/step-4.pt")]
    [InlineData("b/deep/**", "b/deep/er/step-4.pt")]
    [InlineData("a/step-10.pt", "a/step-10.pt")]
    [InlineData("?/step-1*", "a/step-1.pt a/step-10.pt")]
    public void APatternFindsItsFilesInNaturalOrder(string pattern, string expected) => Assert.Equal(
        expected.Split(' '),
        CheckpointPaths.Find(_folder[pattern]).Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')));

    [Fact]
    public void SeveralPatternsGiveEachFileOnce() => Assert.Equal(
        [_folder["a/step-1.pt"], _folder["a/step-2.pt"], _folder["a/step-10.pt"]],
        CheckpointPaths.Find(_folder["a/step-10.pt"], _folder["a/*.pt"], _folder["a/step-1.pt"]));

    [Fact]
    public void ANameThatLooksLikeAPatternIsTheFileOfThatName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "its names have no such letters");
        File.WriteAllText(_folder["a/step-*.pt"], "");
        Assert.Equal([_folder["a/step-*.pt"]], CheckpointPaths.Find(_folder["a/step-*.pt"]));
    }

    [Theory]
    [InlineData("a/epoch-*.pt", "No file matches")]
    [InlineData("c/*.pt", "No file matches")]
    [InlineData("a", "is a folder: say which of its files are checkpoints")]
    [InlineData("a/step-3.pt", "No file matches")]
    public void WhatFindsNothingIsRefusedInOneSentence(string pattern, string message)
    {
        string said = Assert.Throws<SettingException>(() => CheckpointPaths.Find(_folder["a/*.pt"], _folder[pattern])).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Contains(pattern, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step-2", "step-10")]
    [InlineData("step-002", "step-10")]
    [InlineData("step-02", "step-2")]
    [InlineData("a2b9", "a2b10")]
    [InlineData("a", "a1")]
    [InlineData("", "a")]
    [InlineData("step-99999999999999999999", "step-100000000000000000000")]
    [InlineData("run-1/step-20", "run-2/step-3")]
    public void DigitsAreNumbers(string first, string second)
    {
        var order = new NaturalOrder();
        (string, string)[] both = [(first, second), (second, first)];
        Assert.Equal([-1, 1], both.Select(pair => Math.Sign(order.Compare(pair.Item1, pair.Item2))));
        Assert.Equal(0, order.Compare(first, first));
    }
}
