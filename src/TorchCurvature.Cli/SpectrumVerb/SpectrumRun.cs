using System.Diagnostics;
using System.Text.Json.Nodes;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Report;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>A study of spectra with its folder, its progress and its tables.</summary>
internal sealed class SpectrumRun(SpectrumSpec spec, MachineOptions machine, ResultOptions results, JsonObject asGiven, bool resume)
{
    private static readonly string[] ResultFiles =
        [RunFiles.FinalModel, RunFiles.InterruptedModel, SpectrumState.OptionsFile, .. SpectrumFiles.Names];

    private readonly DateTimeOffset _started = DateTimeOffset.Now;

    public async Task<int> ExecuteAsync(CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(machine.Device);
        RunDirectory directory = results.Open(ResultFiles);
        using var outcome = new SpectrumOutcome(spec);
        try
        {
            await ProgressDisplay.StartAsync(progress => ComputeAsync(outcome, directory, device, progress, cancellation));
        }
        catch (Exception e) when (outcome.HasPoints)
        {
            // A finished run is one that has a manifest: what an unfinished one says of itself goes by another name.
            string? failure = e is OperationCanceledException ? null : PlainMessage.Of(e);
            RunStatus status = failure is null ? RunStatus.Interrupted : RunStatus.Failed;
            var manifest = new SpectrumManifest(outcome, asGiven, _started, status, failure);
            directory.WriteText(RunDirectory.UnfinishedManifestName, RunManifest.TextOf(manifest));
            throw new UnfinishedRunException($"{failure ?? "Interrupted."} What was computed before that is in {directory.Path}", e);
        }

        ReportPage.WriteInto(directory.Path);
        return Terminal.Finish(SpectrumSummary.Tables(outcome), directory.Path);
    }

    private async Task ComputeAsync(
        SpectrumOutcome outcome, RunDirectory directory, Device device, ProgressContext progress, CancellationToken cancellation)
    {
        if (spec.Method == SpectrumMethod.Exact && spec.Problem.ParameterCount is { } parameters)
        {
            ExactPlan.For((long)Math.Min(parameters, long.MaxValue / 2), spec).Checked(); // before the network is made
        }

        long start = Stopwatch.GetTimestamp();
        using Problem problem = await spec.Problem.LoadAsync(new DownloadDisplay(progress), cancellation);
        outcome.AddTime("data", Stopwatch.GetElapsedTime(start).TotalSeconds);
        set_num_threads(machine.Threads); // holds for the thread that asks, and all that follows is on this one
        var study = new SpectrumStudy(problem, outcome, new SpectrumDisplay(progress, directory, spec), device);
        study.Run(directory, asGiven, resume, cancellation);
        RunManifest.Write(directory, new SpectrumManifest(outcome, asGiven, _started, RunStatus.Finished));
        study.Forget();
    }
}
