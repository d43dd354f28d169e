using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Precision;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Resources;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>Trains a network and records what happens on the way; goes on where an unfinished run was.</summary>
internal sealed class TrainRun(TrainOptions options)
{
    private const string FinalModel = "model-final.dat";

    private static readonly string[] ResultFiles =
    [
        FinalModel, TrainCheckpoint.FileName, RiskRecordTable.FileName, SharpnessTable.FileName, EventLog.FileName,
        .. PlotFiles.Of(RiskRecordPlot.DefaultName, SharpnessPlot.DefaultName),
    ];

    private readonly TrainManifest _manifest = new(options);

    public async Task<int> ExecuteAsync(CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(options.Device);
        ProblemSize.Check(options);

        // A new run clears the folder with its first file; one that goes on keeps the checkpoint until it has a newer one.
        RunDirectory directory = RunDirectory.Open(options.Out, options.Force, [.. ResultFiles.Where(name => !options.Resume || name != TrainCheckpoint.FileName)]);
        if (options.Resume && !File.Exists(directory.PathOf(TrainCheckpoint.FileName)) && !File.Exists(directory.PathOf(RunDirectory.UnfinishedManifestName)))
        {
            throw new UsageException($"--resume: '{directory.Path}' holds no interrupted run. Leave out --resume to begin one.");
        }

        await ProgressDisplay.StartAsync(progress => ComputeAsync(directory, device, progress, cancellation));
        AnsiConsole.Write(TrainSummary.Table(_manifest, options));
        AnsiConsole.WriteLine($"Results are in {directory.Path}");
        return ExitCode.Done;
    }

    private async Task ComputeAsync(RunDirectory directory, Device device, ProgressContext progress, CancellationToken cancellation)
    {
        using Problem problem = await Problem.LoadAsync(options, progress, cancellation);
        set_num_threads(options.Threads); // holds for the thread that asks, and all that follows is on this one
        ScalarType dtype = WorkingPrecision.Parse(options.TrainingDType).ScalarType;
        problem.Model.to(dtype).to(device);
        using Dataset train = problem.Train.To(dtype, device);
        using Dataset test = problem.Test.To(dtype, device);
        StateMemory(problem, train);
        using var watch = new TrainingWatch(options, problem, train, test);
        TrainingState from = Begin(directory, problem, watch, device);
        directory.WriteText(RunDirectory.UnfinishedManifestName, _manifest.ToJson("unfinished", watch));
        using var events = new EventLog(directory);
        watch.Repeat(events);
        try
        {
            Train(problem, train, watch, from, events, directory, progress, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or TrainingDivergedException)
        {
            WriteResults(directory, watch);
            directory.WriteText(RunDirectory.UnfinishedManifestName, _manifest.ToJson(e is OperationCanceledException ? "interrupted" : "failed", watch));
            string unfinished = directory.PathOf(RunDirectory.UnfinishedManifestName);
            throw new UnfinishedRunException(
                e is OperationCanceledException
                    ? $"Interrupted. To go on: curvature train --resume --config {unfinished} --out {directory.Path}"
                    : $"{PlainMessage.Of(e)} What was recorded before that is in {directory.Path}",
                e);
        }

        WriteResults(directory, watch);
        directory.Write(FinalModel, path => Checkpoint.Save(problem.Model, path));
        _manifest.Complete(watch);
        directory.WriteText(RunDirectory.ManifestName, _manifest.ToJson("finished", watch));
        File.Delete(directory.PathOf(TrainCheckpoint.FileName));
    }

    private void StateMemory(Problem problem, Dataset train)
    {
        // Looks at all examples take pieces as large as those of full batches.
        using Batches batches = train.Batches(options.Phases.Max(p => Math.Max(p.BatchSize ?? 0, Batches.EvaluationSize)));
        double passes = new ProductMemory(problem.TrainingRisk(batches)).PassBytes;
        long used = Environment.WorkingSet;
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Training P = {problem.Model.parameters().Sum(p => p.numel()):N0} parameters: about {MachineMemory.Format(used + passes)} at the peak{(options.TrackEvery is null ? "" : ", and the graphs of the followed Hessian where there is room")}; {MachineMemory.Format(used + MachineMemory.AvailableBytes)} are available."));
    }

    private TrainingState Begin(RunDirectory directory, Problem problem, TrainingWatch watch, Device device)
    {
        string path = directory.PathOf(TrainCheckpoint.FileName);
        if (!options.Resume || !File.Exists(path))
        {
            return TrainingState.Start;
        }

        TrainingState state = TrainCheckpoint.Load(path, problem.Model, options, watch, device);
        _manifest.ResumedAt = state.Step;
        AnsiConsole.WriteLine($"Going on after {Show.Count(state.Step)} steps.");
        return state;
    }

    private void Train(
        Problem problem, Dataset data, TrainingWatch watch, TrainingState from, EventLog events, RunDirectory directory, ProgressContext progress, CancellationToken cancellation)
    {
        ProgressTask task = progress.AddTask("Training", maxValue: Math.Max(1, options.Steps));
        var report = new SynchronousProgress<TrainingRecord>(r =>
        {
            task.Value = r.Step;
            task.Description = $"Training: loss {Show.Number(r.Loss)}";
        });
        long start = Stopwatch.GetTimestamp();
        var trainer = new PhasedTrainer(problem.Model, problem.Loss, data, options.Phases, options.Training);
        _manifest.Training = trainer.Run(report, step => Visit(step, isEnd: false), from, cancellation);
        Visit(_manifest.Training.Steps, isEnd: true);
        _manifest.TrainingSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        // The checkpoint comes before the look at the same step, which the run that goes on repeats.
        void Visit(long step, bool isEnd)
        {
            if (cancellation.IsCancellationRequested)
            {
                Keep();
                cancellation.ThrowIfCancellationRequested();
            }

            if (!isEnd && options.CheckpointEvery is { } every && step % every == 0 && step > from.Step)
            {
                Keep();
            }

            try
            {
                watch.LookAt(step, isEnd, events, cancellation);
            }
            catch (OperationCanceledException)
            {
                Keep();
                throw;
            }
        }

        void Keep()
        {
            TrainingState state = trainer.State;
            directory.Write(TrainCheckpoint.FileName, path => TrainCheckpoint.Save(path, state, problem.Model, options, watch));
        }
    }

    private void WriteResults(RunDirectory directory, TrainingWatch watch)
    {
        if (watch.Records.Count > 0)
        {
            RiskRecordTable.Write(directory, watch.Records);
            RiskRecordPlot.Write(directory, watch.Records, [.. options.Switches.Where(s => s < watch.Records[^1].Step)]);
        }

        if (watch.Sharpness.Count > 0)
        {
            SharpnessTable.Write(directory, watch.Sharpness, options.Training.LearningRate);
            SharpnessPlot.Write(directory, watch.Sharpness, options.Training.LearningRate);
        }
    }
}
