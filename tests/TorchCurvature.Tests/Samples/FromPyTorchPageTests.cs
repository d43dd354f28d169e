using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TorchCurvature.Tests.Cli;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Samples;

/// <summary>
/// The page "From PyTorch": its snippets run in PyTorch, one after the other in a folder, its commands on what they made, and both find the
/// same.
/// </summary>
public sealed partial class FromPyTorchPageTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string s_page =
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "from-pytorch.md")).ReplaceLineEndings("\n");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SnippetsAndCommandsFindWhatPyTorchFinds()
    {
        await SkipWithoutAsync("torch");
        string[] snippets = [.. Snippet().Matches(s_page).Select((m, i) => Written($"snippet{i + 1}.py", m.Groups[1].Value))];
        Assert.Equal(3, snippets.Length);
        string[][] commands = [.. Command().Matches(s_page).Select(m => Words(m.Groups[1].Value))];
        Assert.Equal(["spectrum", "spectrum", "track"], commands.Select(words => words[0]));

        JsonNode truth = JsonNode.Parse(await RunPageAsync(snippets[0], snippets[1]))!;
        await Task.WhenAll(commands.Select(RunCommandAsync));
        AssertSame(truth["given"]!, Given("runs/mine"));
        AssertSame(truth["step-100"]!, Given("runs/step100"));
        string[][] largest = [.. Rows("runs/track/checkpoints.csv").Where(row => row[2] == "lambda_1")];
        Assert.Equal(["50", "100"], largest.Select(row => row[1]));
        Assert.All(largest, row => Assert.Equal((double)truth[$"step-{row[1]}"]![0]!, Number(row[3]), 1e-9));

        await SkipWithoutAsync("h5py");
        JsonNode read = JsonNode.Parse(await RunPageAsync(snippets[2], "--read"))!;
        Assert.Equal(Given("runs/mine"), read["table"]!.AsArray().Select(n => (double)n!));
        Assert.Equal(Given("runs/mine"), read["archive"]!.AsArray().Select(n => (double)n!));
    }

    // What PyTorch's double backward rounds, twice.
    private static void AssertSame(JsonNode expected, double[] found)
    {
        double[] numbers = [.. expected.AsArray().Select(n => (double)n!)];
        Assert.Equal(numbers.Length, found.Length);
        Assert.All(numbers.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * numbers[0]));
    }

    private static async Task SkipWithoutAsync(string module)
    {
        Assert.SkipWhen(!File.Exists(Python), $"There is no {Python}.");
        (int exitCode, _, string error) = await ProcessOf(Python, Path.GetTempPath(), "-c", $"import {module}");
        Assert.SkipWhen(exitCode != 0, $"Debian's python3-{module} is needed: {error.Trim().Split('\n')[^1]}");
    }

    // As a shell splits the lines of the page.
    private static string[] Words(string command) => [.. command.Split(' ').Skip(1).Select(word => word.Trim('\''))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<(int ExitCode, string Output, string Error)> ProcessOf(
        string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private async Task<string> RunPageAsync(params string[] arguments)
    {
        string script = Path.Combine(RepositoryRoot.Tests, "Samples", "run_page.py");
        (int exitCode, string output, string error) = await ProcessOf(Python, _folder.Path, [script, .. arguments]);
        Assert.True(exitCode == 0, error);
        return output.Trim().Split('\n')[^1];
    }

    private async Task RunCommandAsync(string[] words)
    {
        (int exitCode, _, string error) = await ProcessOf(CurvatureProgram.FileName, _folder.Path, [.. words, "--threads", "1"]);
        Assert.Equal((0, ""), (exitCode, error));
    }

    private double[] Given(string run) =>
        [.. Rows($"{run}/eigenvalues.csv").Where(row => row[0] == "given").Select(row => Number(row[^1]))];

    private IEnumerable<string[]> Rows(string file) => File.ReadLines(_folder[file]).Skip(1).Select(line => line.Split(','));

    [GeneratedRegex(@"^```python\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^    (curvature .*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
