using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>What is in a folder is not replaced by a slip: an input, a run that can go on, a run that nobody said to replace.</summary>
public sealed class KeptWorkTests : IDisposable
{
    private static readonly string[] s_small = ["--samples", "20", "--dimension", "5", "--hidden", "3", "--max-steps", "3"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Whatever may be replaced: what a command reads may not, by any name.</summary>
    [Theory]
    [InlineData("interpolate {run} {other} --out {run}")]
    [InlineData("interpolate {run} {other} --out {other}/")]
    [InlineData("interpolate {run} {other} --out {link}")]
    [InlineData("interpolate {link} {other} --out {run}")]
    [InlineData("connect {run} {other} --out {run}/../run")]
    [InlineData("plane {run} {other} {run} --out {run}")]
    [InlineData("sharpness {run}/model-final.dat --out {run}")]
    [InlineData("train --model {run}/a.pt --data x.csv --max-steps 1 --out {run}")]
    [InlineData("spectrum --model {run}/../other/a.pt --weights {link}/a.pt --data x.csv --out {run}")]
    [InlineData("spectrum --model {other}/a.pt --data x.csv --out {other}")]
    [InlineData("track --model mlp --data blobs --checkpoints {run}/a.pt --out {run}")]
    public async Task ARunThatIsReadIsNotReplaced(string command)
    {
        foreach (string name in (string[])["run", "other"])
        {
            Write($"{name}/run.json", "{}");
            Write($"{name}/model-final.dat", name);
            Write($"{name}/a.pt", name);
        }

        Directory.CreateSymbolicLink(_folder["link"], _folder["run"]);
        string[] arguments =
        [
            .. command.Replace("{run}", _folder["run"], StringComparison.Ordinal)
                .Replace("{other}", _folder["other"], StringComparison.Ordinal)
                .Replace("{link}", _folder["link"], StringComparison.Ordinal).Split(' '),
        ];
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync([.. arguments, "--force"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Contains("which this command reads. Choose another --out.", error, StringComparison.Ordinal);
        Assert.Equal(("{}", "run"), (Read("run/run.json"), Read("run/model-final.dat")));
    }

    [Theory]
    [InlineData("train", "checkpoint.dat")]
    [InlineData("spectrum", "state/options.json")]
    public async Task ARunThatCanGoOnIsNotBegunAnewWithoutAWord(string verb, string state)
    {
        Write($"run/{state}", "kept");
        Write("run/run-unfinished.json", "{}");
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync([verb, .. s_small, "--out", _folder["run"]]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.StartsWith(
            $"Error: '{_folder["run"]}' holds an interrupted run that can go on: --resume goes on with it, --force begins anew.", error,
            StringComparison.Ordinal);
        Assert.Equal("kept", Read($"run/{state}"));
    }

    /// <summary>A folder where pictures go, and another, are files: all else is there, and the run is finished.</summary>
    [Theory]
    [InlineData("train", "records.csv")]
    [InlineData("spectrum", "eigenvalues.csv")]
    public async Task ARunWhosePicturesCannotBeWrittenIsFinished(string verb, string table)
    {
        foreach (string name in (string[])["plots", "tensorboard"])
        {
            Write($"run/{name}", "mine");
        }

        (int exitCode, string error) = await CurvatureProgram.RunHereAsync([verb, .. s_small, "--quiet", "--out", _folder["run"]]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.All(
            error.TrimEnd('\n').Split('\n'),
            line => Assert.Matches("^Warning: '.*/(plots|tensorboard)/[^/]*' could not be written: ", line));
        Assert.Contains(".png' could not", error, StringComparison.Ordinal);
        Array.ForEach(
            [table, "model-final.dat", "run.json", "report.html"], name => Assert.True(File.Exists(_folder[$"run/{name}"]), name));
        Assert.False(File.Exists(_folder["run/run-unfinished.json"]));
    }

    /// <summary>A table that cannot be written ends the run, with the network and all that is needed to go on in place.</summary>
    [Fact]
    public async Task ATrainingWhoseTableCannotBeWrittenKeepsTheNetworkAndGoesOn()
    {
        Directory.CreateDirectory(_folder["run/records.csv/in-the-way"]);
        string[] command = ["train", .. s_small, "--quiet", "--out", _folder["run"]];
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync(command);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("records.csv", error, StringComparison.Ordinal);
        byte[] network = File.ReadAllBytes(_folder["run/model-final.dat"]);
        Assert.False(File.Exists(_folder["run/run.json"]));
        Directory.Delete(_folder["run/records.csv"], recursive: true);
        Assert.Equal((ExitCode.Done, ""), await CurvatureProgram.RunHereAsync([.. command, "--resume"]));
        Assert.Equal(network, File.ReadAllBytes(_folder["run/model-final.dat"]));
        Assert.True(File.Exists(_folder["run/records.csv"]));
        Assert.False(File.Exists(_folder["run/checkpoint.dat"]));
    }

    /// <summary>A name that begins with @ is a name, on a command line and in a manifest.</summary>
    [Fact]
    public async Task NoFileAddsOptions()
    {
        Write("run/run.json", "{}");
        Write("more.txt", "--force");
        Write("options.json", $$"""{ "options": { "data": "mnist", "data-dir": "@{{_folder["more.txt"]}}" } }""");
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync(
            "train", "--config", _folder["options.json"], "--max-steps", "1", "--out", _folder["run"]);
        Assert.NotEqual(ExitCode.Done, exitCode);
        Assert.Contains("already holds a finished run", error, StringComparison.Ordinal);
        Assert.Equal("{}", Read("run/run.json"));
        (_, error) = await CurvatureProgram.RunHereAsync("train", $"@{_folder["more.txt"]}", "--out", _folder["run"]);
        Assert.Contains("@", error, StringComparison.Ordinal);
        Assert.Equal("{}", Read("run/run.json"));
    }

    [Theory]
    [InlineData(
        """{ "command": "train", "options": { "phases": "" } }""",
        "is of a run of 'train', and its options are not those of 'spectrum'")]
    [InlineData("""{ "options": { "seed": 1, "seed": 2 } }""", "is no JSON object of options: ")]
    [InlineData("""{ "options": [] }""", "is no JSON object of options: ")]
    [InlineData("null", "is empty.")]
    public async Task AManifestThatCannotBeMeantIsRefused(string manifest, string words)
    {
        Write("run.json", manifest);
        (int exitCode, string error) =
            await CurvatureProgram.RunHereAsync("spectrum", "--config", _folder["run.json"], "--out", _folder["run"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.StartsWith($"Error: '{_folder["run.json"]}' {words}", error, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }

    private string Read(string name) => File.ReadAllText(_folder[name]);
}
