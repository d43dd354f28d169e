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
        "--record-every", "Steps from one record of loss and accuracy, on all training and test examples, to the next.", 100, least: 1);
    private static readonly Option<int?> TrackEigenvalues = Numbers.OptionalNumber(
        "--track-eigenvalues",
        "Follow the largest eigenvalues of the Hessian, in the precision of the training, and look at them every so many steps.", least: 1);
    private static readonly Option<int> TrackTop = Numbers.Option("--track-top", "Eigenvalues to follow.", 3, least: 1)
        .OnlyBeside(TrackEigenvalues);
    private static readonly Option<double> TrackTolerance = Numbers.Option(
        "--track-tolerance",
        "Residual norm of a followed eigenvalue, relative to the largest; its own error is of the order of the square.", 3e-2,
        least: 1e-12).OnlyBeside(TrackEigenvalues);
    private static readonly Option<int?> TrackSamples = Numbers.OptionalNumber(
        "--track-samples",
        "Follow the Hessian on a class-balanced subset of so many training examples, drawn by --seed; on all if left out.",
        least: 1).OnlyBeside(TrackEigenvalues);
    private static readonly Option<int?> CheckpointEvery = Numbers.OptionalNumber(
        "--checkpoint-every", "Keep what --resume needs every so many steps; an interruption keeps it in any case.", least: 1);
    private static readonly Option<bool> Resume = new Option<bool>("--resume")
    {
        Description = "Go on with a run that was interrupted in that folder, to the same bits, all other options as they were; "
            + "from its beginning, if it left no checkpoint."
    }.InPlaceOf(ResultOptions.ForceItself);

    public static Command Build()
    {
        var command = new Verb(
            TrainManifest.Verb,
            "Trains a network with a constant learning rate, in one or several phases, records loss and accuracy on the way, "
                + "and follows the largest eigenvalues of the Hessian beside 2/learning rate.",
            Examples)
        {
            Phases, RecordEvery, TrackEigenvalues, TrackTop, TrackTolerance, TrackSamples, CheckpointEvery, Resume,
        };
        ProblemArguments.AddTo(command);
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
