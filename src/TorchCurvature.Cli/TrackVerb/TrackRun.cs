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

namespace TorchCurvature.Cli.TrackVerb;

/// <summary>A look at checkpoints with its folder, its progress and its table.</summary>
internal sealed class TrackRun(CheckpointTrackSpec spec, MachineOptions machine, ResultOptions results, JsonObject asGiven)
{
    private readonly DateTimeOffset _started = DateTimeOffset.Now;

    public async Task<int> ExecuteAsync(CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(machine.Device);
        spec.Problem.RequireRoom();
        if (results.IsDryRun)
        {
            return await Terminal.PlanAsync(progress => EstimateAsync(device, progress, cancellation));
        }

        results.KeepInputs(spec.Checkpoints.Concat(spec.Problem.Model.NamedFiles).Concat(spec.Problem.Loss.NamedFiles));
        RunDirectory directory = results.Open(CheckpointTrackFiles.Names);
        directory.Subject = spec.Problem.Title;
        CheckpointTrackResults? found = null;
        await ProgressDisplay.StartAsync(async progress =>
        {
            using Problem problem = await spec.Problem.LoadAsync(new DownloadDisplay(progress), cancellation);
            set_num_threads(machine.Threads); // holds for the thread that asks, and all that follows is on this one
            using var study = new CheckpointTrackStudy(problem, spec, device);
            var display = new TrackDisplay(progress, directory, spec, Manifest);
            found = LookAtAll(study, directory, display, cancellation);
        });
        return Terminal.Finish([CheckpointTrackSummary.Of(found!)], directory, results);
    }

    private async Task<RunEstimate> EstimateAsync(Device device, ProgressContext progress, CancellationToken cancellation)
    {
        using Problem problem = await spec.Problem.LoadAsync(new DownloadDisplay(progress), cancellation);
        set_num_threads(machine.Threads);
        using var study = new CheckpointTrackStudy(problem, spec, device);
        return study.Estimate(new TrackDisplay(progress, null, spec, Manifest));
    }

    private CheckpointTrackResults LookAtAll(
        CheckpointTrackStudy study, RunDirectory directory, TrackDisplay display, CancellationToken cancellation)
    {
        try
        {
            CheckpointTrackResults found = study.Run(display, cancellation);
            Manifest(found, RunStatus.Finished).Write(directory);
            return found;
        }
        catch (Exception e) when (study.Results.Points.Count > 0)
        {
            string? failure = e is OperationCanceledException ? null : PlainMessage.SentenceOf(e);
            RunStatus status = failure is null ? RunStatus.Interrupted : RunStatus.Failed;
            directory.TryWrite(
                RunDirectory.UnfinishedManifestName, () => Manifest(study.Results, status, failure).Write(directory));
            Terminal.Warn(directory);
            throw new UnfinishedRunException(
                $"{failure ?? "Interrupted."} What was found at {Show.Count(study.Results.Points.Count)} of "
                    + $"{Show.Count(spec.Checkpoints.Count)} checkpoints before that is in {directory.Path}",
                e);
        }
    }

    private CheckpointTrackManifest Manifest(CheckpointTrackResults found, RunStatus status, string? failure = null) =>
        new(found, (JsonObject)asGiven.DeepClone(), _started, status, failure);
}
