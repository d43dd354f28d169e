using System.Text.Json.Nodes;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>Has a network trained, and shows how far that is.</summary>
internal sealed class TrainRun(TrainSpec spec, MachineOptions machine, ResultOptions results, JsonObject asGiven, bool resume)
{
    public async Task<int> ExecuteAsync(CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(machine.Device);
        spec.Problem.RequireRoom();
        if (results.IsDryRun)
        {
            return await Terminal.PlanAsync(progress => EstimateAsync(device, progress, cancellation));
        }

        results.KeepInputs(spec.Problem.Model.NamedFiles.Concat(spec.Problem.Loss.NamedFiles));
        if (!resume)
        {
            results.KeepInterruptedRun(TrainStudy.CheckpointNames);
        }

        // A new run clears the folder with its first file; one that goes on keeps the checkpoint until it has a newer one.
        RunDirectory directory = results.Open(
            [.. TrainFiles.Names.Where(name => !resume || !TrainStudy.CheckpointNames.Contains(name))]);
        string[] marks = [.. TrainStudy.CheckpointNames, RunDirectory.UnfinishedManifestName];
        if (resume && !marks.Any(name => File.Exists(directory.PathOf(name))))
        {
            throw InterruptedOptions.NoRun(directory);
        }

        if (resume)
        {
            Terminal.SayOfProcesses(directory);
        }

        TrainResults? found = null;
        await ProgressDisplay.StartAsync(async progress =>
        {
            using Problem problem = await spec.Problem.LoadAsync(new DownloadDisplay(progress), cancellation);
            set_num_threads(machine.Threads); // holds for the thread that asks, and all that follows is on this one
            found = Train(problem, directory, device, progress, cancellation);
        });
        return Terminal.Finish([TrainSummary.Of(found!)], directory, results);
    }

    private TrainResults Train(
        Problem problem, RunDirectory directory, Device device, ProgressContext progress, CancellationToken cancellation)
    {
        using var study = new TrainStudy(problem, spec, device, asGiven);
        Terminal.Say(study.Estimate(Calibration.Quick).ToString());
        if (resume && study.GoOn(directory))
        {
            if (study.Remark is { } remark)
            {
                Terminal.Say(remark);
            }

            Terminal.Say($"Going on after {Show.Count(study.Results.ResumedAt ?? 0)} steps.");
        }

        ProgressTask task = progress.AddTask("Training", maxValue: Math.Max(1, spec.Steps));
        var report = new SynchronousProgress<TrainingRecord>(r =>
        {
            task.Value = r.Step;
            task.Description = $"Training: loss {Show.Number(r.Loss)}";
        });
        using var files = new TrainFiles(directory);
        try
        {
            return study.Run(directory, files, report, cancellation);
        }
        catch (OperationCanceledException e)
        {
            Terminal.Warn(directory);
            string unfinished = directory.PathOf(RunDirectory.UnfinishedManifestName);
            throw new UnfinishedRunException(
                $"Interrupted. To go on: curvature train --resume --config {unfinished} --out {directory.Path}", e);
        }
        catch (TrainingDivergedException e)
        {
            throw new UnfinishedRunException($"{PlainMessage.SentenceOf(e)} What was recorded before that is in {directory.Path}", e);
        }
    }

    private async Task<RunEstimate> EstimateAsync(Device device, ProgressContext progress, CancellationToken cancellation)
    {
        using Problem problem = await spec.Problem.LoadAsync(new DownloadDisplay(progress), cancellation);
        set_num_threads(machine.Threads);
        using var study = new TrainStudy(problem, spec, device, asGiven);
        return study.Estimate(Calibration.Careful);
    }
}
