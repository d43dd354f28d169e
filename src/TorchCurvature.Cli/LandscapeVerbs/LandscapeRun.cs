using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>What the verbs that look at finished runs have in common: they load networks and data, compute, and write files, a manifest and a table.</summary>
/// <param name="options">The runs and where results go.</param>
/// <param name="own">The verb's own options, for the manifest.</param>
/// <param name="files">Names of the files that the verb writes.</param>
internal sealed class LandscapeRun(LandscapeOptions options, object own, params IReadOnlyList<string> files)
{
    private ProgressContext? _progress;

    public async Task<int> ExecuteAsync(Func<LandscapeRun, Checkpoints, RunDirectory, CancellationToken, (object Results, IRenderable Table)> compute, CancellationToken cancellation)
    {
        DateTimeOffset started = DateTimeOffset.Now;
        long start = Stopwatch.GetTimestamp();
        RunDirectory directory = RunDirectory.Open(options.Out, options.Force, files);
        IRenderable table = Text.Empty;
        await ProgressDisplay.StartAsync(async progress =>
        {
            _progress = progress;
            using Checkpoints checkpoints = await Checkpoints.LoadAsync(options, progress, cancellation);
            (object results, table) = compute(this, checkpoints, directory, cancellation);
            RunManifest.Write(directory, new
            {
                Command = options.Verb,
                RunManifest.Version,
                Status = "finished",
                Runs = options.Runs.Select(Path.GetFullPath),
                Options = own,
                options.Threads,
                options.Device,
                RunManifest.Environment,
                Started = started,
                Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                RunManifest.PeakMemoryBytes,
                Examples = new { Train = checkpoints.Train.ExampleCount, Test = checkpoints.Test.ExampleCount },
                Parameters = checkpoints.Train.Dimension,
                Results = results,
            });
        });
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Results are in {directory.Path}");
        return ExitCode.Done;
    }

    /// <summary>A line of the progress display, filled by the share that is done.</summary>
    public IProgress<double> Progress(string description)
    {
        ProgressTask task = _progress!.AddTask(description, maxValue: 1);
        return new SynchronousProgress<double>(share => task.Value = share);
    }
}
