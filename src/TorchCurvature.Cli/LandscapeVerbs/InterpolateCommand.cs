using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>interpolate</c>: loss and accuracy along the straight line through two trained networks.</summary>
internal static class InterpolateCommand
{
    private static readonly string[] Examples =
    [
        "curvature interpolate runs/large-batch runs/small-batch --out runs/line",
        "curvature interpolate runs/seed0 runs/seed1 --from 0 --to 1 --points 21 --match-units --out runs/matched",
        "curvature interpolate epoch1.pt epoch9.pt --data set.npz --loss cross-entropy --out runs/own",
    ];

    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A"), LandscapeOptions.Run("B")];
    private static readonly Option<double> From = Numbers.Option(
        "--from", "First α of (1 − α) w_A + α w_B; 0 is A.", -0.5, least: -1e6, most: 1e6);
    private static readonly Option<double> To = Numbers.Option("--to", "Last α; 1 is B.", 1.5, least: -1e6, most: 1e6);
    private static readonly Option<int> Points = Numbers.Option("--points", "Values of α, evenly spaced.", 41, least: 2, most: 1_000_000);
    private static readonly Option<bool> MatchUnits = LandscapeOptions.MatchUnits();
    private static readonly Option<bool> LargestEigenvalue = new("--largest-eigenvalue")
    {
        Description = "Find λ max of the Hessian at each α.",
    };

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "interpolate",
            "Shows loss and accuracy along the straight line through two trained networks, and the barrier between them.",
            Examples, Runs, From, To, Points, MatchUnits, LargestEigenvalue);
        command.SetAction((parsed, cancellation) =>
        {
            var spec = new LineSpec
            {
                From = parsed.GetRequiredValue(From),
                To = parsed.GetRequiredValue(To),
                Points = parsed.GetRequiredValue(Points),
                MatchUnits = parsed.GetValue(MatchUnits),
                LargestEigenvalue = parsed.GetValue(LargestEigenvalue),
            };
            spec.Validate();
            return new LandscapeRun(LandscapeOptions.Read(parsed, Runs), LineFiles.Names).ExecuteAsync(
                spec,
                LandscapeWork.Of(spec),
                (runs, progress) =>
                {
                    PathResult line = PathStudy.Interpolate(runs, spec, progress, cancellation);
                    return new StudyOutcome<PathRecord>(
                        PathRecord.Of(line), directory => LineFiles.Write(directory, line), PathSummary.Of(line));
                },
                cancellation);
        });
        return command;
    }
}
