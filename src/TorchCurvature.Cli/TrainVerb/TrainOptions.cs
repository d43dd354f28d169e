using System.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>What a run of <c>curvature train</c> was asked for.</summary>
internal sealed record TrainOptions : ProblemOptions
{
    public TrainOptions(ParseResult parsed)
        : base(parsed)
    {
    }

    public required IReadOnlyList<TrainingPhase> Phases { get; init; }
    public required int RecordEvery { get; init; }
    public required int? CheckpointEvery { get; init; }
    public required bool Resume { get; init; }
    public required int? TrackEvery { get; init; }
    public required int TrackTop { get; init; }
    public required double TrackTolerance { get; init; }
    public required int? TrackSamples { get; init; }

    /// <summary>Steps of all phases.</summary>
    public long Steps => Phases.Sum(p => p.Steps);

    /// <summary>Steps at which a phase after the first one begins.</summary>
    public IReadOnlyList<long> Switches => [.. Enumerable.Range(1, Phases.Count - 1).Select(i => Phases.Take(i).Sum(p => p.Steps))];
}
