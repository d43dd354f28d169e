using System.Diagnostics;
using System.Text.Json.Nodes;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
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
        using var outcome = new SpectrumOutcome(spec);
        if (results.IsDryRun)
        {
            return await Terminal.PlanAsync(progress => EstimateAsync(outcome, device, progress, cancellation));
        }

        results.KeepInputs(spec.Problem.Model.NamedFiles.Concat(spec.Problem.Loss.NamedFiles));
        if (!resume)
        {
            results.KeepInterruptedRun(SpectrumState.OptionsFile);
        }

        RunDirectory directory = results.Open(ResultFiles);
        if (resume)
        {
            Terminal.SayOfProcesses(directory);
        }

        try
        {
            await ProgressDisplay.StartAsync(progress => ComputeAsync(outcome, directory, device, progress, cancellation));
        }
        catch (Exception e) when (outcome.HasPoints)
        {
            // A finished run is one that has a manifest: what an unfinished one says of itself goes by another name.
            string? failure = e is OperationCanceledException ? null : PlainMessage.SentenceOf(e);
            RunStatus status = failure is null ? RunStatus.Interrupted : RunStatus.Failed;
            var manifest = new SpectrumManifest(outcome, asGiven, _started, status, failure);
            string name = RunDirectory.UnfinishedManifestName;
            directory.TryWrite(name, () => directory.WriteText(name, RunManifest.TextOf(manifest)));
            Terminal.Warn(directory);
            throw new UnfinishedRunException($"{failure ?? "Interrupted."} What was computed before that is in {directory.Path}", e);
        }

        return Terminal.Finish(SpectrumSummary.Tables(outcome), directory, results);
    }

    private async Task ComputeAsync(
        SpectrumOutcome outcome, RunDirectory directory, Device device, ProgressContext progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using Problem problem = await LoadAsync(progress, cancellation);
        outcome.AddTime("data", Stopwatch.GetElapsedTime(start).TotalSeconds);
        set_num_threads(machine.Threads); // holds for the thread that asks, and all that follows is on this one
        var study = new SpectrumStudy(problem, outcome, new SpectrumDisplay(progress, directory, spec), device);
        study.Run(directory, asGiven, resume, cancellation);
        RunManifest.Write(directory, new SpectrumManifest(outcome, asGiven, _started, RunStatus.Finished));
        study.Forget();
    }

    private async Task<RunEstimate> EstimateAsync(
        SpectrumOutcome outcome, Device device, ProgressContext progress, CancellationToken cancellation)
    {
        using Problem problem = await LoadAsync(progress, cancellation);
        set_num_threads(machine.Threads);
        return new SpectrumStudy(problem, outcome, new SpectrumDisplay(progress, null, spec), device).Estimate(cancellation);
    }

    private Task<Problem> LoadAsync(ProgressContext progress, CancellationToken cancellation)
    {
        if (spec.Method == SpectrumMethod.Exact && spec.Problem.ParameterCount is { } parameters)
        {
            ExactPlan.CheckBeforehand((long)Math.Min(parameters, long.MaxValue / 2), spec); // before the network is made
        }

        return spec.Problem.LoadAsync(new DownloadDisplay(progress), cancellation);
    }
}
