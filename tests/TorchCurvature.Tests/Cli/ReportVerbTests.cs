using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary><c>curvature report</c> and <c>curvature open</c>.</summary>
[Collection(FinishedRuns.Name)]
public sealed class ReportVerbTests(FirstRun first, TrainedRuns trained) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SeveralRunsAreComparedInOnePage()
    {
        (int exitCode, string error) = await RunAsync("report", trained["a"], trained["b"], "--out", _folder["both"]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Equal([_folder["both/report.html"]], Directory.GetFiles(_folder["both"]));
        string page = File.ReadAllText(_folder["both/report.html"]);
        Assert.Contains("2 runs compared", page, StringComparison.Ordinal);

        (exitCode, error) = await RunAsync("report", first[""], "--out", _folder["both"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Contains("already holds a report.html; pass --force to replace it", error, StringComparison.Ordinal);
        Assert.Equal(page, File.ReadAllText(_folder["both/report.html"]));
        Assert.Equal((ExitCode.Done, ""), await RunAsync("report", first[""], "--out", _folder["both"], "--force"));
        Assert.NotEqual(page, File.ReadAllText(_folder["both/report.html"]));
    }

    [Fact]
    public async Task ThePageOfOneRunIsTheOneThatTheRunWrote()
    {
        string written = File.ReadAllText(first["report.html"]);
        Assert.Equal((ExitCode.Done, ""), await RunAsync("report", first[""], "--out", _folder["page"]));
        Assert.Equal(written, File.ReadAllText(_folder["page/report.html"]));
    }

    [Fact]
    public async Task SeveralRunsNeedAPlace()
    {
        (int exitCode, string error) = await RunAsync("report", trained["a"], trained["b"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Contains("--out runs/compared", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("open")]
    public async Task WhatIsNoRunIsRefusedWithItsPath(string verb)
    {
        Directory.CreateDirectory(_folder["empty"]);
        (int exitCode, string error) = await RunAsync(verb, _folder["empty"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Equal(
            $"Error: '{_folder["empty"]}' holds no run.json, so it is not the folder of a run: name one that --out named.\n", error);
    }

    private static Task<(int ExitCode, string Error)> RunAsync(params string[] arguments) => CurvatureProgram.RunHereAsync(arguments);
}
