using System.Collections.Concurrent;
using System.CommandLine.Parsing;
using System.Diagnostics;
using TorchCurvature.Tests.Cli;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Documentation;

/// <summary>
/// The command lines of <see cref="DocumentedCommands.Run"/>, run: each in a folder of its own with the files that the documentation speaks
/// of, which are those of docs/own-model and two finished runs.
/// </summary>
public sealed class DocumentedRuns(TrainedRuns trained) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, (int ExitCode, string Error)> _results = [];

    internal (int ExitCode, string Error) this[string line] => _results[line];

    /// <summary>The words of a command line, without the program's name.</summary>
    internal static string[] Words(string line) => [.. CommandLineParser.SplitCommandLine(line.Replace('\'', '"')).Skip(1)];

    internal string FolderOf(string line)
    {
        string[] words = Words(line);
        return Path.Combine(Home(line), words[Array.IndexOf(words, "--out") + 1]);
    }

    public async ValueTask InitializeAsync() => await Parallel.ForEachAsync(
        DocumentedCommands.Run, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (run, _) =>
            _results[run.Key] = await RunAsync(Prepare(Home(run.Key)), [.. Without(Words(run.Key), run.Value), .. run.Value]));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Home(string line) => _folder[$"{DocumentedCommands.Run.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(line)}"];

    private string Prepare(string home)
    {
        string own = Path.Combine(RepositoryRoot.Path, "docs", "own-model");
        Copy(own, home);
        Copy(own, Path.Combine(home, "runs", "a"));
        Copy(trained["a"], Path.Combine(home, "runs", "large-batch"));
        Copy(trained["b"], Path.Combine(home, "runs", "small-batch"));
        return home;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    // An option that is set otherwise for the test is left out, with its value.
    private static IEnumerable<string> Without(string[] words, string[] others)
    {
        string[] options = [.. others.Where(IsOption)];
        return words.Where((word, i) => !options.Contains(IsOption(word) || i == 0 ? word : words[i - 1]));
    }

    private static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal);

    private static async Task<(int ExitCode, string Error)> RunAsync(string home, string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "curvature.exe" : "curvature");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error + (process.ExitCode == 0 ? "" : await output));
    }
}
