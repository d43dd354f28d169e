using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>sharpness</c>: Keskar's measure at a trained network.</summary>
internal static class SharpnessCommand
{
    private static readonly string[] Examples =
    [
        "curvature sharpness runs/large-batch --epsilon 5e-4 --out runs/sharpness",
        "curvature sharpness net.pt --data set.npz --out runs/own",
    ];

    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A")];

    private static readonly Option<double> Epsilon = Numbers.Option(
        "--epsilon", "Half-width of the box: ε (|w| + 1) for each parameter w.", 1e-3, least: 0, mustExceed: true,
        most: 1e6);

    private static readonly Option<int> Steps = Numbers.Option(
        "--steps", "Steps of projected gradient ascent from each start.", 20, least: 1, most: 1_000_000);

    private static readonly Option<int> Starts = Numbers.Option(
        "--starts", "Starts: the network itself, then random points of the box.", 3, least: 1, most: 10_000);

    private static readonly Option<long> Seed = Numbers.Option(
        "--seed", "Seed of the random starts; with files also of the data.", 0L, least: 0);

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "sharpness",
            "Measures Keskar sharpness, how much the loss can rise in a small box: 100 max (L(w + v) − L(w)) / (1 + L(w)) over "
                + "|v| ≤ ε (|w| + 1) (Keskar et al. 2017).",
            Examples, Runs, Epsilon, Steps, Starts, Seed);
        command.SetAction((parsed, cancellation) =>
        {
            var options = new KeskarOptions
            {
                Epsilon = parsed.GetRequiredValue(Epsilon),
                Steps = parsed.GetRequiredValue(Steps),
                Starts = parsed.GetRequiredValue(Starts),
                Seed = parsed.GetRequiredValue(Seed),
            };
            return new LandscapeRun(LandscapeOptions.Read(parsed, Runs), KeskarFiles.Names).ExecuteAsync(
                options,
                LandscapeWork.Of(options),
                (runs, progress) =>
                {
                    KeskarSharpness sharpness = KeskarStudy.Measure(runs, options, progress, cancellation);
                    return new StudyOutcome<KeskarRecord>(
                        KeskarRecord.Of(sharpness), directory => KeskarFiles.Write(directory, sharpness),
                        KeskarSummary.Of(sharpness, options));
                },
                cancellation);
        });
        return command;
    }
}
