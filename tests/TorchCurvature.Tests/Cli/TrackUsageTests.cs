using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>What the verb <c>track</c> refuses, in this process.</summary>
public sealed class TrackUsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "Say which network the checkpoints are of, for example: --model net.pt")]
    [InlineData("--model mlp", "Say which data its loss is of, for example: --data set.npz")]
    [InlineData("--model mlp --data blobs", "Say which checkpoints, for example: --checkpoints 'runs/*/step-*.pt'")]
    [InlineData("--model mlp --data blobs --checkpoints FOLDER/step-*.pt", "No file matches 'FOLDER/step-*.pt' from HERE. "
        + "Checkpoints are files, or a pattern in quotes such as 'runs/*/step-*.pt'.")]
    [InlineData("--model mlp --data blobs --checkpoints FOLDER/a.pt FOLDER", "'FOLDER' is a folder: say which of its files are "
        + "checkpoints, as 'FOLDER/*.pt'.")]
    [InlineData("--model mlp --data blobs --checkpoints FOLDER/a.pt --dtype float32 --tolerance 1e-9",
        "--tolerance 1e-09 is finer than products in float32 are, 9.5e-07: ask for more, or choose --dtype float64.")]
    public async Task WhatIsMissingIsSaidInOneSentence(string options, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "its paths have other separators");
        File.WriteAllText(_folder["a.pt"], "");
        (int exitCode, string error) = await RunAsync(options);
        Assert.Equal((ExitCode.BadUsage, $"Error: {InPlace(message)}\n"), (exitCode, error));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("--top 0", "--top must be at least 1, and is 0.")]
    [InlineData("--density-error 0.1", "--density-error is for runs with --density: leave out --density-error, or give --density too.")]
    [InlineData("--learning-rate 0", "--learning-rate must be more than 0, and is 0.")]
    [InlineData("--optimizer adam", "There is no option '--optimizer'.")]
    public async Task AWrongOptionIsRefusedWithAWayToTheHelp(string options, string message)
    {
        (int exitCode, string error) = await RunAsync(options);
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\nSee: curvature track --help\n"), (exitCode, error));
    }

    private string InPlace(string text) => text.Replace("FOLDER", _folder.Path, StringComparison.Ordinal)
        .Replace("HERE", Directory.GetCurrentDirectory(), StringComparison.Ordinal);

    private async Task<(int ExitCode, string Error)> RunAsync(string options)
    {
        string[] words = InPlace(options).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return await CurvatureProgram.RunHereAsync(["track", .. words, "--out", _folder["run"]]);
    }
}
