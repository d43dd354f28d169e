using System.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Studies;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>What a run of <c>curvature train</c> was asked for.</summary>
internal sealed record TrainOptions : ProblemOptions
{
    public TrainOptions(ParseResult parsed)
        : base(parsed)
    {
    }

    public required TrainSpec Spec { get; init; }

    /// <summary>Whether to go on with an interrupted run.</summary>
    public required bool Resume { get; init; }
}
