using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>connect</c>: a curve of low loss between two trained networks, beside the straight line.</summary>
internal static class ConnectCommand
{
    private static readonly string[] Examples =
    [
        "curvature connect runs/seed0 runs/seed1 --steps 5000 --tolerance 0.02 --out runs/curve",
        "curvature connect runs/seed0 runs/seed1 --curve band --pivots 9 --out runs/band",
        "curvature connect a.safetensors b.safetensors --model net.pt --data set.npz --out runs/own",
    ];

    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A"), LandscapeOptions.Run("B")];

    private static readonly Option<string> Curve = Words.Option(
        "--curve",
        "bezier: a quadratic Bézier curve with a trained middle; band: a chain of pivots (nudged elastic band).",
        "bezier", "bezier", "band");

    private static readonly Option<int> Pivots = Numbers.Option("--pivots", "Pivots between A and B.", 9, least: 1, most: 10_000)
        .OnlyWith(Curve, "band");

    private static readonly Option<long> Steps = Numbers.Option(
        "--steps", "Steps of the curve's training, one batch each (of a band: at each pivot).", 2000L,
        least: 0);

    private static readonly Option<double> LearningRate = Numbers.Option(
        "--learning-rate", "Learning rate of the curve's training.", 0.1, least: 0, mustExceed: true,
        below: 1e38);

    private static readonly Option<int> BatchSize = Numbers.Option(
        "--batch-size", "Examples in a batch of the curve's training.", 128, least: 1);

    private static readonly Option<long> Seed = Numbers.Option(
        "--seed", "Seed of the curve's training; with files also of the data.", 0L, least: 0);

    private static readonly Option<int> Points = Numbers.Option(
        "--points", "Points on line and curve, evenly from A to B.", 41, least: 3, most: 1_000_000);

    private static readonly Option<double> Tolerance = Numbers.Option(
        "--tolerance",
        "One level set: the loss along the curve is at most this above the mean of the ends.",
        0.01, least: 0, mustExceed: true);

    private static readonly Option<bool> MatchUnits = LandscapeOptions.MatchUnits();

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "connect",
            "Trains a curve of low loss between two trained networks, and compares its barrier with that of the straight line.",
            Examples, Runs, Curve, Pivots, Steps, LearningRate, BatchSize, Points, Tolerance, MatchUnits, Seed);
        command.SetAction((parsed, cancellation) =>
        {
            var spec = new CurveSpec
            {
                Pivots = parsed.GetRequiredValue(Curve) == "band" ? parsed.GetRequiredValue(Pivots) : null,
                Steps = parsed.GetRequiredValue(Steps),
                LearningRate = parsed.GetRequiredValue(LearningRate),
                BatchSize = parsed.GetRequiredValue(BatchSize),
                Points = parsed.GetRequiredValue(Points),
                Tolerance = parsed.GetRequiredValue(Tolerance),
                MatchUnits = parsed.GetValue(MatchUnits),
                Seed = parsed.GetRequiredValue(Seed),
            };
            return new LandscapeRun(LandscapeOptions.Read(parsed, Runs), CurveFiles.Names).ExecuteAsync(
                spec,
                LandscapeWork.Of(spec),
                (runs, progress) =>
                {
                    CurveResult curve = PathStudy.Connect(runs, spec, progress, cancellation);
                    return new StudyOutcome<CurveRecord>(
                        CurveRecord.Of(curve), directory => CurveFiles.Write(directory, curve, runs), PathSummary.Of(curve))
                    {
                        Owned = curve,
                    };
                },
                cancellation);
        });
        return command;
    }
}
