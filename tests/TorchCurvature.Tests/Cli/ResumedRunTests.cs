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

    /// <summary>
    /// Killed after the first Hessian, of which the eigenvalues are kept or itself, and after the training; then again, if it comes to it.
    /// </summary>
    [Theory]
    [InlineData("--kernel", "matrix-initial.json", "matrix-final.json", "kernel.csv")]
    [InlineData("--track 3 --theory --split", "training.json", "matrix-final-hessian.dat", "track.csv split.csv theory.csv")]
    [InlineData("--noise --per-layer all", "matrix-initial-hessian.dat", "matrix-final-hessian.dat", "noise.csv layers.csv")]
    [InlineData("--split --eigenvectors", "matrix-initial-gauss-newton.dat", "training.json", "split.csv")]
    public async Task AKilledExactRunGoesOnToTheSameBits(string more, string state, string next, string tables)
    {
        string[] exact = [.. CurvatureProgram.SmallRun, "--method", "exact", .. more.Split(' ')];
        Assert.Equal(0, (await CurvatureProgram.RunAsync([.. exact, "--out", _folder["whole"]])).ExitCode);
        await KillOnceItHasAsync(state, [.. exact, "--out", _folder["killed"]]);
        DateTime kept = File.GetLastWriteTimeUtc(Path.Combine(_folder["killed"], "state", state));
        string[] resumed = [.. exact, "--resume", "--out", _folder["killed"]];
        await KillOnceItHasAsync(next, resumed, mayEnd: true);
        if (File.Exists(Path.Combine(_folder["killed"], "state", state)))
        {
            Assert.Equal(kept, File.GetLastWriteTimeUtc(Path.Combine(_folder["killed"], "state", state)));
            (int exitCode, _, string error) = await CurvatureProgram.RunAsync(resumed);
            Assert.Equal((0, ""), (exitCode, error));
        }

        foreach (string file in tables.Split(' ').Concat(["eigenvalues.csv", "model-final.dat"]))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["whole"], file)), File.ReadAllBytes(Path.Combine(_folder["killed"], file)));
        }

        Assert.False(Directory.Exists(Path.Combine(_folder["killed"], "state")));
    }

    /// <summary>A damaged part of the state is as good as none, with a word; without its options nobody knows what to go on with.</summary>
    [Fact]
    public async Task ADamagedStateIsComputedAnewOrRefusedInALine()
    {
        string[] run = [.. CurvatureProgram.SmallRun, "--method", "exact"];
        Assert.Equal(0, (await CurvatureProgram.RunAsync([.. run, "--out", _folder["whole"]])).ExitCode);
        await KillOnceItHasAsync("matrix-initial.json", [.. run, "--out", _folder["killed"]]);
        string matrix = Path.Combine(_folder["killed"], "state", "matrix-initial.json");
        string text = File.ReadAllText(matrix);
        File.WriteAllText(matrix, text.Replace("\"zeroRows\": 0", "\"zeroRows\": 1", StringComparison.Ordinal));
        Assert.NotEqual(text, File.ReadAllText(matrix));
        string options = Path.Combine(_folder["killed"], "state", "options.json"), kept = File.ReadAllText(options);
        string[] resumed = [.. run, "--resume", "--out", _folder["killed"]];
        string changed = kept.Replace("exact", "lanczos", StringComparison.Ordinal);
        foreach (string damage in (string[])["null", "{}", "{\"options\":null}", "[]", "x", "", changed])
        {
            File.WriteAllText(options, damage);
            (int refused, _, string message) = await CurvatureProgram.RunAsync(resumed);
            Assert.Equal(2, refused);
            Assert.StartsWith($"Error: '{options}' is damaged: ", message, StringComparison.Ordinal);
            Assert.EndsWith("begin anew with --force.\n", message, StringComparison.Ordinal);
            Assert.Equal(1, message.Count(c => c == '\n'));
        }

        File.WriteAllText(options, kept);
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(resumed);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"'{matrix}' is damaged: its checksum is not that of its content", output, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder["whole"], "eigenvalues.csv")),
            File.ReadAllBytes(Path.Combine(_folder["killed"], "eigenvalues.csv")));
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

    private async Task KillOnceItHasAsync(string state, string[] arguments, bool mayEnd = false)
    {
        using Process process = CurvatureProgram.Start(arguments);
        while (!process.HasExited && !File.Exists(Path.Combine(_folder["killed"], "state", state)))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(mayEnd || process.ExitCode != 0);
    }
}
