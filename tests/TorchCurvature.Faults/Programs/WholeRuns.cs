using System.Diagnostics;

namespace TorchCurvature.Faults.Programs;

/// <summary>Runs that nothing happens to, made once: what those that faults hit are compared with.</summary>
/// <param name="folder">Where they lie.</param>
internal sealed class WholeRuns(string folder)
{
    private const string Inputs = "inputs";

    private readonly Dictionary<string, TimeSpan> _times = [];

    /// <summary>The folder of a run's results.</summary>
    public string ResultsOf(LongRun run) => Path.Combine(folder, run.Name, LongRun.Folder);

    /// <summary>How long a run takes; it is made where it was not yet.</summary>
    public TimeSpan TimeOf(LongRun run)
    {
        if (_times.TryGetValue(run.Name, out TimeSpan known))
        {
            return known;
        }

        if (run.Arguments.Contains(Inputs, StringComparison.Ordinal))
        {
            MakeInputs();
        }

        long start = Stopwatch.GetTimestamp();
        Run(Path.Combine(folder, run.Name), run.Launcher, run.Words(""));
        return _times[run.Name] = Stopwatch.GetElapsedTime(start);
    }

    private void MakeInputs()
    {
        foreach ((string name, string arguments) in LongRun.Inputs.Where(i => !Directory.Exists(Path.Combine(folder, Inputs, i.Key))))
        {
            Run(Path.Combine(folder, Inputs), [], [.. arguments.Split(' '), "--out", name]);
        }
    }

    private static void Run(string place, IReadOnlyList<string> launcher, string[] words)
    {
        Directory.CreateDirectory(place);
        using var process = new CurvatureProcess(place, launcher, words);
        if (!process.WaitForEnd() || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"A run that nothing happened to failed: {string.Join(' ', words)}\n{process.Error}");
        }
    }
}
