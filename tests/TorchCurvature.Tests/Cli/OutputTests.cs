using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>What a run puts on standard output: nothing, its manifest, its plan alone, or lines of a log.</summary>
[Collection(FinishedRuns.Name)]
public sealed partial class OutputTests(TrainedRuns runs) : IDisposable
{
    private static readonly string[] s_small = ["--samples", "60", "--dimension", "10", "--hidden", "5", "--threads", "1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JsonIsTheManifestAndNothingElse()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            ["train", .. s_small, "--max-steps", "5", "--json", "--out", _folder["run"]]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Equal(File.ReadAllText(_folder["run/run.json"]), output);
        JsonNode manifest = JsonNode.Parse(output)!;
        Assert.Equal(("train", 5), ((string)manifest["command"]!, (int)manifest["options"]!["max-steps"]!));
        Assert.Null(manifest["options"]!["json"]); // how it was shown is not what was computed
    }

    [Theory]
    [InlineData("theory bbp --quiet", "")]
    [InlineData("spectrum --samples 60 --dimension 10 --hidden 5 --max-steps 5 --threads 1 --quiet", "")]
    public async Task AQuietRunWritesItsFilesAndSaysNothing(string command, string output)
    {
        (int exitCode, string said, string error) = await CurvatureProgram.RunAsync([.. command.Split(' '), "--out", _folder["run"]]);
        Assert.Equal((ExitCode.Done, output, ""), (exitCode, said, error));
        Assert.True(File.Exists(_folder["run/run.json"]));
    }

    [Fact]
    public async Task AQuietRunSaysWhatFails()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            ["train", .. s_small, "--learning-rate", "1e30", "--loss", "squared-error", "--quiet", "--out", _folder["run"]]);
        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.StartsWith("Error: ", error, StringComparison.Ordinal);
    }

    /// <summary>P = (10 + 1)·5 + (5 + 1)·5 for one hidden layer of five and five classes.</summary>
    [Theory]
    [InlineData("spectrum --max-steps 7", "training 7 steps")]
    [InlineData("spectrum --points given", "the Hessian of P = 85")]
    [InlineData("spectrum --method density --top 2 --bottom 1", "eigenpairs of P = 85")]
    [InlineData("spectrum --method auto --top 2 --bottom 1 --points given", "of P = 85")]
    [InlineData("spectrum --method lanczos --split", null)]
    [InlineData("train --phases 10:3,full:4 --track-eigenvalues 2", "7 steps of P = 85")]
    public async Task ADryRunSaysItsPlanAndWritesNothing(string command, string? says)
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            [.. command.Split(' '), .. s_small, "--dry-run", "--out", _folder["run"]]);
        if (says is null)
        {
            Assert.NotEqual(ExitCode.Done, exitCode); // what is refused otherwise is refused here too
        }
        else
        {
            Assert.Equal((ExitCode.Done, ""), (exitCode, error));
            Assert.Matches(PlanLine(), output);
            Assert.Contains(says, output, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("interpolate A B --points 11", "11 positions of P = 85")]
    [InlineData("connect A B --steps 30 --curve band", "30 steps and 82 positions of P = 85")]
    [InlineData("plane A --eigenvectors 1,-1 --resolution 4", "16 points of P = 85")]
    [InlineData("plane A B C --resolution 5", "25 points of P = 85")]
    [InlineData("sharpness A --steps 6", "3 ascents of 6 steps of P = 85")]
    public async Task ADryRunOfALookAtNetworksSaysItsPlanAndWritesNothing(string command, string says)
    {
        string[] words = [.. command.Split(' ').Select(word => word is "A" or "B" or "C" ? runs[word.ToLowerInvariant()] : word)];
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync([.. words, "--threads", "1", "--dry-run"]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Matches(PlanLine(), output);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePlanOpensTheRun()
    {
        (int exitCode, string output, _) = await CurvatureProgram.RunAsync(
            ["spectrum", .. s_small, "--max-steps", "5", "--out", _folder["run"]]);
        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Matches(PlanLine(), output.Split('\n')[0] + "\n");
    }

    /// <summary>Two parts move, then one stands still: a line for every change, none twice, each with time and share.</summary>
    [Fact]
    public async Task ALogGetsALineForWhatMoved()
    {
        using var log = new StringWriter { NewLine = "\n" };
        await ProgressDisplay.Logged(log, TimeSpan.Zero).StartAsync(async progress =>
        {
            ProgressTask one = progress.AddTask("One: [[half]]", maxValue: 4), other = progress.AddTask("Other", maxValue: 2);
            one.Value = 2;
            await Task.Delay(400, TestContext.Current.CancellationToken);
            other.Value = 1;
            await Task.Delay(400, TestContext.Current.CancellationToken);
            one.Value = 4;
            other.Value = 2;
        });
        string[] lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.True(DateTime.TryParseExact(
            line[..19], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
        string[] said = [.. lines.Select(line => line[21..].Split(" %")[0])];
        Assert.Equal(said.Distinct(), said);
        string[] possible = ["One: [half], 0", "One: [half], 50", "Other, 0", "Other, 50"];
        Assert.All(said, text => Assert.Contains(text, possible));
        Assert.Contains("One: [half], 50", said);
        Assert.Contains("Other, 50", said);
    }

    [Fact]
    public async Task ALogIsSilentBetweenItsLines()
    {
        using var log = new StringWriter();
        await ProgressDisplay.Logged(log, TimeSpan.FromHours(1)).StartAsync(async progress =>
        {
            progress.AddTask("One").Value = 2;
            await Task.Delay(300, TestContext.Current.CancellationToken);
        });
        Assert.Equal("", log.ToString());
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  (About|At most) [\d.]+ (s|min), [\d.]+ [KMG]iB at the peak: .*; [\d.]+ [MGT]iB are "
            + @"available\.\n$", RegexOptions.Multiline)]
    private static partial Regex PlanLine();
}
