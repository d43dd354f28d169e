using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>The verb <c>train</c>: its options, and how they become a run.</summary>
internal static class TrainCommand
{
    private static readonly string[] Examples =
    [
        "curvature train --data mnist --samples 1000 --hidden 30 --learning-rate 0.5 --max-steps 2000 --track-eigenvalues 100 "
            + "--data-dir data --out runs/edge",
        "curvature train --data cifar10 --model alexnet --phases 1000:2500,32:2500 --checkpoint-every 500 --data-dir data "
            + "--out runs/phases",
        "curvature train --resume --config runs/phases/run-unfinished.json --out runs/phases",
    ];

    private static readonly Option<string?> Phases = PhaseList.Option()
        .InPlaceOf(ProblemArguments.Optimizer.Of("batch-size"), ProblemArguments.MaxSteps);
    private static readonly Option<int> RecordEvery = Numbers.Option(
        "--record-every", "Steps between records of loss and accuracy on all examples.", 100, least: 1);
    private static readonly Option<int?> TrackEigenvalues = Numbers.OptionalNumber(
        "--track-eigenvalues",
        "Track the largest eigenvalues of the Hessian every so many steps.", least: 1);
    private static readonly Option<int> TrackTop = Numbers.Option("--track-top", "Eigenvalues to track.", 3, least: 1, most: 100_000)
        .OnlyBeside(TrackEigenvalues);
    private static readonly Option<double> TrackTolerance = Numbers.Option(
        "--track-tolerance",
        "Residual norm of a tracked eigenvalue, relative to the largest.", 3e-2,
        least: 1e-12).OnlyBeside(TrackEigenvalues);
    private static readonly Option<int?> TrackSamples = Numbers.OptionalNumber(
        "--track-samples",
        "Track the Hessian of a class-balanced subset of so many examples, drawn by --seed; else of all.",
        least: 1).OnlyBeside(TrackEigenvalues);
    private static readonly Option<int?> CheckpointEvery = Numbers.OptionalNumber(
        "--checkpoint-every", "Keep what --resume needs every so many steps; an interruption keeps it anyway.", least: 1);
    private static readonly Option<bool> Resume = new Option<bool>("--resume")
    {
        Description = "Resume the interrupted run of that folder, to the same bits; all other options as they were."
    }.InPlaceOf(ResultOptions.ForceItself);

    public static Command Build()
    {
        var command = new Verb(
            TrainManifest.Verb,
            "Trains a network and tracks the largest eigenvalues of the Hessian: beside 2/learning rate, with loss and accuracy, through "
                + "one or several phases.",
            Examples);
        ProblemArguments.AddProblem(command);
        command.Add(OptionGroup.Training, Phases, RecordEvery);
        command.Add(OptionGroup.Curvature, TrackEigenvalues, TrackTop, TrackTolerance, TrackSamples);
        command.Add(OptionGroup.Output, CheckpointEvery, Resume);
        ProblemArguments.AddMachine(command);
        command.SetAction((parsed, cancellation) =>
        {
            var run = new TrainRun(
                Read(parsed), MachineOptions.Read(parsed), ResultOptions.Read(parsed, "first"), ManifestOptions.Of(parsed),
                parsed.GetValue(Resume));
            return run.ExecuteAsync(cancellation);
        });
        return command;
    }

    private static TrainSpec Read(ParseResult parsed) => new()
    {
        Problem = ProblemArguments.ReadProblem(parsed),
        Training = ProblemArguments.ReadTraining(parsed),
        Phases = parsed.GetValue(Phases) is { } text ? TrainingPhase.ParseList(text) : [],
        TrainingPrecision = ProblemArguments.ReadPrecision(parsed, ProblemArguments.TrainingDType),
        Precision = ProblemArguments.ReadPrecision(parsed, ProblemArguments.DType),
        RecordEvery = parsed.GetRequiredValue(RecordEvery),
        FollowEvery = parsed.GetValue(TrackEigenvalues),
        FollowTop = parsed.GetRequiredValue(TrackTop),
        FollowTolerance = ProblemArguments.Reachable(parsed, TrackTolerance, ProblemArguments.TrainingDType),
        FollowSamples = parsed.GetValue(TrackSamples),
        KeepEvery = parsed.GetValue(CheckpointEvery),
    };
}
