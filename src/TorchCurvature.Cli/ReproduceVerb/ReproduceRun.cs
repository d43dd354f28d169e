using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Resources;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.ReproduceVerb;

/// <summary>Runs experiments one after the other; each gets a folder of its own, and all share the finished computations.</summary>
internal sealed class ReproduceRun(
    IReadOnlyList<Experiment> experiments, Preset preset, int seeds, int threads, ResultOptions results, string? dataDirectory,
    WorkPart part, string? from)
{
    private const string CellFolder = "cells";

    public int Execute(CancellationToken cancellation)
    {
        NativeRuntime.Configure();
        HeldFolders.Keep(results.Folder, isShared: !part.IsWhole);
        if (!part.IsWhole)
        {
            return ExecutePart(cancellation);
        }

        // All folders first: the last of them should not be refused after an hour.
        RunDirectory[] directories =
            [.. experiments.Select(e => RunDirectory.Open(Path.Combine(results.Folder, e.Folder), results.Force, FilesOf(e)))];
        int exitCode = ExitCode.Done;
        foreach ((Experiment experiment, RunDirectory directory) in experiments.Zip(directories))
        {
            exitCode = Math.Max(exitCode, Execute(experiment, directory, cancellation));
        }

        return exitCode;
    }

    private static IReadOnlyList<string> FilesOf(Experiment experiment) => [.. experiment.Files, "README.md"];

    private int Execute(Experiment experiment, RunDirectory directory, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        DateTimeOffset started = DateTimeOffset.Now;
        IReadOnlyList<Verdict> verdicts = [];
        ExperimentContext? context = null;
        try
        {
            ProgressDisplay.Start(progress =>
            {
                ProgressTask task = progress.AddTask(experiment.Name);
                var report = new CellReport(task, experiment.Name);
                context = Context(report);
                verdicts = experiment.Run(context, directory, cancellation);
            });
        }
        catch (OperationCanceledException)
        {
            throw Interrupted();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        RunManifest.Write(directory, new
        {
            Command = "reproduce",
            Experiment = experiment.Name,
            RunManifest.Version,
            Options = new { Preset = preset, Seeds = seeds, Threads = threads },
            RunManifest.Environment,
            Started = started,
            Seconds = seconds,
            CellSeconds = context!.CellSeconds,
            CellsFoundFinished = context.Reused,
            RunManifest.PeakMemoryBytes,
            Verdicts = verdicts,
        });
        return Print(experiment, verdicts, directory, seconds, context);
    }

    // What there is to draw is drawn by the last call: nothing that is written here stays but the cells.
    private int ExecutePart(CancellationToken cancellation)
    {
        string unused = Directory.CreateTempSubdirectory("torchcurvature-").FullName;
        try
        {
            foreach (Experiment experiment in experiments)
            {
                var folder = RunDirectory.Open(Path.Combine(unused, experiment.Name), overwrite: false);
                string found = Compute(experiment, folder, cancellation);
                AnsiConsole.WriteLine($"{experiment.Name}, part {part}: {found}");
            }
        }
        finally
        {
            Directory.Delete(unused, recursive: true);
        }

        AnsiConsole.WriteLine($"Part {part} is done. When all parts are, the same command with --part 1/1 draws.");
        return ExitCode.Done;
    }

    private string Compute(Experiment experiment, RunDirectory directory, CancellationToken cancellation)
    {
        try
        {
            ProgressDisplay.Start(progress =>
                experiment.Run(Context(new CellReport(progress.AddTask(experiment.Name), experiment.Name)), directory, cancellation));
            return "all computations are finished.";
        }
        catch (OtherPartsException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            throw Interrupted();
        }
    }

    private ExperimentContext Context(IProgress<CellProgress> report) =>
        new(preset, seeds, threads, Path.Combine(results.Folder, CellFolder), report, dataDirectory)
        {
            Part = part,
            ResultsFolder = from ?? results.Folder,
        };

    private UnfinishedRunException Interrupted() => new(
        $"Interrupted. What is finished is in {Path.Combine(results.Folder, CellFolder)}; the same command goes on from them.", null);

    private int Print(
        Experiment experiment, IReadOnlyList<Verdict> verdicts, RunDirectory directory, double seconds, ExperimentContext context)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{experiment.Name}: {experiment.Title}") };
        table.AddColumns("claim", "verdict", "by which number");
        foreach (Verdict verdict in verdicts)
        {
            table.AddRow(new Text(verdict.Claim), new Text(verdict.Outcome.Words()), new Text(verdict.Evidence));
        }

        AnsiConsole.Write(table);
        foreach (string remark in context.Remarks)
        {
            Terminal.Say(remark);
        }

        string end = string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds:0} s now ({context.Reused} computations were finished before), {context.CellSeconds:0} s of one thread in all. "
                + $"Results are in {directory.Path}");
        return Terminal.Finish(end, directory, results);
    }

    private sealed class CellReport(ProgressTask task, string name) : IProgress<CellProgress>
    {
        public void Report(CellProgress value)
        {
            lock (task)
            {
                (task.MaxValue, task.Value, task.Description) =
                    (value.Total, value.Done, $"{name}, {value.Done} of {value.Total}; {value.Status}");
            }
        }
    }
}
