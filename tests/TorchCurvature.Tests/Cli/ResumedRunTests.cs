using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>Runs by products that were killed, or interrupted, and go on.</summary>
public sealed class ResumedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Killed, without a chance to write anything, in the search for eigenpairs, and again in the density after training.
    /// </summary>
    [Fact]
    public async Task AKilledRunGoesOnToTheSameBits()
    {
        string[] density =
        [
            .. CurvatureProgram.SmallRun, "--method", "density", "--top", "5", "--bottom", "5", "--density-error", "0.3",
            "--relative-error", "0.2",
        ];
        Assert.Equal(0, (await CurvatureProgram.RunAsync([.. density, "--out", _folder["whole"]])).ExitCode);
        await KillOnceItHasAsync("lanczos-initial.state", [.. density, "--out", _folder["killed"]]);
        await KillOnceItHasAsync("density-final.json", [.. density, "--resume", "--out", _folder["killed"]]);
        Assert.Equal(2, (await CurvatureProgram.RunAsync([.. density, "--seed", "1", "--resume", "--out", _folder["killed"]])).ExitCode);
        Assert.Equal(0, (await CurvatureProgram.RunAsync([.. density, "--resume", "--out", _folder["killed"]])).ExitCode);
        foreach (string file in new[] { "eigenpairs.csv", "density.csv", "estimates.csv", "model-final.dat" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["whole"], file)), File.ReadAllBytes(Path.Combine(_folder["killed"], file)));
        }

        Assert.False(Directory.Exists(Path.Combine(_folder["killed"], "state")));
    }

    /// <summary>The choice may depend on the moment; a run that goes on takes the one that was made.</summary>
    [Fact]
    public async Task AResumedRunDoesNotChooseItsMethodAnew()
    {
        string[] run =
        [
            .. CurvatureProgram.SmallRun, "--method", "auto", "--density-error", "0.5", "--relative-error", "0.5", "--out",
            _folder["killed"],
        ];
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. run, "--resume"]);
        Assert.Equal(2, exitCode);
        Assert.Contains("holds no interrupted run", error, StringComparison.Ordinal);

        Assert.Equal(0, (await CurvatureProgram.RunAsync([.. run, "--force"])).ExitCode);
        JsonNode options = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["killed"], "run.json")))!["options"]!;
        Directory.CreateDirectory(Path.Combine(_folder["killed"], "state"));
        File.WriteAllText(
            Path.Combine(_folder["killed"], "state", "options.json"),
            new JsonObject { ["options"] = options.DeepClone(), ["method"] = "density", ["blockSize"] = 1 }.ToJsonString());
        File.Move(Path.Combine(_folder["killed"], "run.json"), Path.Combine(_folder["killed"], "run-unfinished.json"));
        (exitCode, _, error) = await CurvatureProgram.RunAsync([.. run, "--resume"]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.True(File.Exists(Path.Combine(_folder["killed"], "density.csv")));
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["killed"], "run.json")))!;
        Assert.Equal(("density", "The interrupted run took it."), ((string?)manifest["method"], (string?)manifest["methodReason"]));
    }

    private async Task KillOnceItHasAsync(string state, string[] arguments)
    {
        using Process process = CurvatureProgram.Start(arguments);
        while (!process.HasExited && !File.Exists(Path.Combine(_folder["killed"], "state", state)))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, process.ExitCode);
    }
}
