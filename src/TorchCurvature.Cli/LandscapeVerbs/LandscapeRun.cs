using System.Diagnostics;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>
/// What the verbs that look at trained networks have in common: they load networks and data, run a study, and write files, a manifest
/// and tables.
/// </summary>
/// <param name="options">The networks and where results go.</param>
/// <param name="files">Names of the files that the verb writes.</param>
internal sealed class LandscapeRun(LandscapeOptions options, IReadOnlyList<string> files)
{
    /// <summary>Runs a study.</summary>
    /// <param name="own">What the study is asked for, for the manifest.</param>
    /// <param name="work">What it consists of.</param>
    /// <param name="study">Computes it.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<int> ExecuteAsync<TOptions, TResults>(
        TOptions own, LandscapeWork work, Func<LoadedRuns, IProgress<StudyProgress>, StudyOutcome<TResults>> study,
        CancellationToken cancellation)
    {
        DateTimeOffset started = DateTimeOffset.Now;
        long start = Stopwatch.GetTimestamp();
        if (options.Results.IsDryRun)
        {
            return await Terminal.PlanAsync(async progress =>
            {
                using LoadedRuns runs = await LoadAsync(progress, cancellation);
                return work.Estimate(runs, Calibration.Careful);
            });
        }

        options.Results.KeepInputs(options.Networks);
        RunDirectory directory = options.Results.Open(files);
        IReadOnlyList<SummaryTable> tables = [];
        try
        {
            await ProgressDisplay.StartAsync(async progress =>
            {
                using LoadedRuns runs = await LoadAsync(progress, cancellation);
                directory.Subject = runs.Title;
                Terminal.Say(work.Estimate(runs, Calibration.Quick).ToString());
                using StudyOutcome<TResults> outcome = study(runs, new StudyDisplay(progress));
                tables = outcome.Tables;
                outcome.WriteFiles(directory);
                RunManifest.Write(directory, new LandscapeManifest<TOptions, TResults>
                {
                    Command = options.Verb,
                    Runs = [.. options.Networks.Select(Path.GetFullPath)],
                    Problem = runs.Spec.ToJson(),
                    Network = options.OfFiles?.ToJson(),
                    Files = runs.Files,
                    Options = own,
                    Threads = options.Machine.Threads,
                    Device = options.Machine.Device,
                    Started = started,
                    Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                    Examples = new ExampleCounts(runs.Train.ExampleCount, runs.Test?.ExampleCount),
                    Parameters = runs.Train.Dimension,
                    Results = outcome.Results,
                });
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Terminal.Rescue(tables); // what was computed is not lost for want of a disk
            throw;
        }

        return Terminal.Finish(tables, directory, options.Results);
    }

    private async Task<LoadedRuns> LoadAsync(ProgressContext progress, CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(options.Machine.Device);
        NetworkSource[] networks = [.. options.Networks.Select(NetworkSource.Open)];
        LoadedRuns loaded = await LoadedRuns.LoadAsync(
            networks, device, options.OfFiles, options.DataDirectory, new DownloadDisplay(progress), cancellation);
        set_num_threads(options.Machine.Threads); // holds for the thread that asks, and all that follows is on this one
        foreach (string remark in loaded.Remarks)
        {
            Terminal.Say(remark);
        }

        return loaded;
    }
}
