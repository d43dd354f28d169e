using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>Runs of the verb <c>track</c> over saves of one network.</summary>
public sealed class TrackVerbTests : IDisposable
{
    private static readonly string s_assets = Path.Combine(RepositoryRoot.Tests, "PyTorch", "Assets");

    private static readonly string[] s_problem =
    [
        "--model", Path.Combine(s_assets, "normalized-a.pt"), "--data", "blobs", "--classes", "3", "--dimension", "4", "--samples", "37",
        "--threads", "1",
    ];

    private static readonly string[] s_unevenPasses = ["--batch-size-curvature", "10"];

    private readonly TemporaryFolder _folder = new();

    public TrackVerbTests()
    {
        File.Copy(Path.Combine(s_assets, "normalized-a.pt"), _folder["step-2.pt"]);
        File.Copy(Path.Combine(s_assets, "normalized-b.pt"), _folder["step-10.pt"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CheckpointsAreLookedAtInNaturalOrderWithTheNumbersOfSpectra()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            ["track", .. s_problem, .. s_unevenPasses, "--checkpoints", _folder["step-*.pt"], "--learning-rate", "0.5", "--out",
                _folder["run"]]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Contains("Results are in", output, StringComparison.Ordinal);
        Assert.Equal(
            ["checkpoints.csv", "plots/checkpoints.png", "plots/checkpoints.svg", "report.html", "run.json"],
            Directory.GetFiles(_folder["run"], "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_folder["run"], path).Replace('\\', '/')).Order(StringComparer.Ordinal));

        string[][] rows = [.. File.ReadAllLines(_folder["run/checkpoints.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.Equal([_folder["step-2.pt"], _folder["step-10.pt"]], rows.Select(row => row[0]).Distinct());
        Assert.All(rows.Where(row => row[2] == "two_over_learning_rate"), row => Assert.Equal("4", row[3]));
        foreach (string path in (string[])[_folder["step-2.pt"], _folder["step-10.pt"]])
        {
            double[] all = await SpectrumOfAsync(path);
            double[] found = [.. rows.Where(row => row[0] == path && row[2].StartsWith("lambda_", StringComparison.Ordinal)).Select(Value)];
            Assert.Equal(3, found.Length);
            Assert.All(found.Zip(all), pair => Assert.Equal(pair.Second, pair.First, 1e-6 * all[0]));
        }
    }

    [Fact]
    public async Task ADamagedCheckpointEndsTheRunWhichKeepsTheOnesBefore()
    {
        File.WriteAllText(_folder["step-3.pt"], "no network");
        string[] arguments = ["track", .. s_problem, "--checkpoints", _folder["step-*.pt"], "--out", _folder["run"]];
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(arguments);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.StartsWith("Error: ", error, StringComparison.Ordinal);
        Assert.Contains(_folder["step-3.pt"], error, StringComparison.Ordinal);
        Assert.EndsWith($"What was found at 1 of 3 checkpoints before that is in {_folder["run"]}\n", error, StringComparison.Ordinal);
        Assert.Contains("does not say its learning rate", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        IEnumerable<string> lines = File.ReadAllLines(_folder["run/checkpoints.csv"]).Skip(1);
        Assert.Equal([_folder["step-2.pt"]], lines.Select(line => line.Split(',')[0]).Distinct());

        Assert.False(File.Exists(_folder["run/run.json"]));
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(_folder["run/run-unfinished.json"]))!;
        Assert.Equal(("failed", 3), ((string?)manifest["status"], (int)manifest["checkpointCount"]!));
        Assert.Contains(_folder["step-3.pt"], (string?)manifest["failure"], StringComparison.Ordinal);

        // The folder of an unfinished run may be taken again, and its manifest says what for.
        File.Delete(_folder["step-3.pt"]);
        (exitCode, _, error) = await CurvatureProgram.RunAsync(
            "track", "--config", _folder["run/run-unfinished.json"], "--out", _folder["run"]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
    }

    private static double Value(string[] row) => double.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<double[]> SpectrumOfAsync(string path)
    {
        string folder = _folder[Path.GetFileNameWithoutExtension(path)];
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync(
            ["spectrum", .. s_problem, "--weights", path, "--out", folder]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        return [.. File.ReadAllLines(Path.Combine(folder, "eigenvalues.csv")).Skip(1).Select(line => line.Split(','))
            .Select(row => double.Parse(row[^1], System.Globalization.CultureInfo.InvariantCulture)).OrderDescending()];
    }
}
