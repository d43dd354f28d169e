using System.CommandLine;
using System.CommandLine.Parsing;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>
/// The verb <c>plane</c>: the loss over the plane through three trained networks, or around one along two eigenvectors of its Hessian.
/// </summary>
internal static class PlaneCommand
{
    private static readonly string[] Examples =
    [
        "curvature plane runs/seed0 runs/seed1 runs/seed2 --resolution 31 --out runs/plane",
        "curvature plane runs/seed0 --eigenvectors 1,2 --out runs/bowl",
        "curvature plane net.pt --eigenvectors 1,2 --data set.npz --out runs/own",
    ];

    private static readonly Argument<string>[] Runs =
        [LandscapeOptions.Run("A"), LandscapeOptions.OptionalRun("B"), LandscapeOptions.OptionalRun("C")];

    private static readonly Option<int> Resolution = Numbers.Option(
        "--resolution", "Points of the grid along each side.", 21, least: 2, most: 2000);

    private static readonly Option<double> Margin = Numbers.Option(
        "--margin", "How far the picture goes beyond the points, as a share.", 0.3, least: 0, most: 100);

    private static readonly Option<string?> Eigenvectors = EigenvectorOption.Create().InPlaceOf(Margin);

    private static readonly Option<double?> Radius = Numbers.OptionalNumber(
        "--radius",
        "How far it goes along each eigenvector; else to ten times the loss of A by the larger curvature.",
        0.0, mustExceed: true, most: 1e30).OnlyBeside(Eigenvectors);

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "plane",
            "Shows the loss over the plane through three trained networks, or around one along two eigenvectors of its Hessian.",
            Examples, Runs, Resolution, Margin, Eigenvectors, Radius);
        command.Validators.Add(RequireOneOrThreeRuns);
        command.SetAction((parsed, cancellation) =>
        {
            var run = new LandscapeRun(LandscapeOptions.Read(parsed, Runs), PlaneFiles.Names);
            int resolution = parsed.GetRequiredValue(Resolution);
            if (parsed.GetValue(Eigenvectors) is not { } eigenvectors)
            {
                var through = new PlaneSpec { Resolution = resolution, Margin = parsed.GetRequiredValue(Margin) };
                return run.ExecuteAsync(
                    through,
                    LandscapeWork.Of(through),
                    (runs, progress) => Outcome(PlaneStudy.Through(runs, through, progress, cancellation)),
                    cancellation);
            }

            var around = new EigenvectorPlaneSpec
            {
                Resolution = resolution,
                Eigenvectors = EigenvectorOption.Read(eigenvectors),
                Radius = parsed.GetValue(Radius),
            };
            return run.ExecuteAsync(
                around,
                LandscapeWork.Of(around),
                (runs, progress) => Outcome(PlaneStudy.Around(runs, around, progress, cancellation)),
                cancellation);
        });
        return command;
    }

    private static StudyOutcome<PlaneRecord> Outcome(PlaneResult plane) =>
        new(PlaneRecord.Of(plane), directory => PlaneFiles.Write(directory, plane), PlaneSummary.Of(plane));

    private static void RequireOneOrThreeRuns(CommandResult result)
    {
        string[] named = [.. Runs.Where(run => result.GetResult(run) is { Tokens.Count: > 0 }).Select(run => run.Name)];
        bool isAroundOne = result.GetResult(Eigenvectors) is { Implicit: false };
        if (isAroundOne && named.Length > 1)
        {
            result.AddError(
                $"plane --eigenvectors looks around one network, and {named.Length} are named: "
                    + $"leave out {string.Join(" and ", named[1..])}.");
        }
        else if (!isAroundOne && named.Length is 1 or 2)
        {
            result.AddError(
                $"plane goes through three networks, and {named.Length} {(named.Length == 1 ? "is" : "are")} named: name A, B and C, "
                    + "or look around one along two eigenvectors with --eigenvectors 1,2.");
        }
    }
}
