using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Resources;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>connect</c>: a curve of low loss between two trained networks, beside the straight line.</summary>
internal static class ConnectCommand
{
    private static readonly string[] Examples =
    [
        "curvature connect runs/seed0 runs/seed1 --steps 5000 --tolerance 0.02 --out runs/curve",
        "curvature connect runs/seed0 runs/seed1 --curve band --pivots 9 --out runs/band",
    ];

    private const string LineTable = "line.csv";
    private const string CurveTable = "curve.csv";
    private const string MiddleModel = "model-middle.dat";
    private const string PlotName = "plots/connect";

    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A"), LandscapeOptions.Run("B")];
    private static readonly Option<string> Curve = Words.Option("--curve", "bezier: a quadratic Bézier curve with a trained middle; band: a chain of pivots, each moved across the chain only (nudged elastic band).", "bezier", "bezier", "band");
    private static readonly Option<int> Pivots = Numbers.Option("--pivots", "Pivots between A and B.", 9, least: 1, most: 10_000).OnlyWith(Curve, "band");
    private static readonly Option<long> Steps = Numbers.Option("--steps", "Steps of the curve's training, each on one batch: at one place of a Bézier curve, at every pivot of a band.", 2000L, least: 0);
    private static readonly Option<double> LearningRate = Numbers.Option("--learning-rate", "The constant step of the curve's training.", 0.1, least: 0, mustExceed: true);
    private static readonly Option<int> BatchSize = Numbers.Option("--batch-size", "Examples in a batch of the curve's training.", 128, least: 1);
    private static readonly Option<long> Seed = Numbers.Option("--seed", "Seed of the curve's training.", 0L, least: 0);
    private static readonly Option<int> Points = Numbers.Option("--points", "Places to look at on line and curve, evenly from A to B.", 41, least: 3, most: 1_000_000);
    private static readonly Option<double> Tolerance = Numbers.Option("--tolerance", "A and B lie in one level set where the training loss along the curve, ends included, is at most this above the mean of the ends.", 0.01, least: 0, mustExceed: true);
    private static readonly Option<bool> MatchUnits = new("--match-units") { Description = "Fully connected networks: first put B's hidden units in the order in which B is nearest to A (weight matching)." };

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "connect", "Trains a curve of low loss between two trained networks, and compares its barrier with that of the straight line.",
            Examples, Runs, Curve, Pivots, Steps, LearningRate, BatchSize, Points, Tolerance, MatchUnits, Seed);
        command.SetAction((parsed, cancellation) =>
        {
            (int points, double tolerance, long seed, bool matchUnits) = (parsed.GetRequiredValue(Points), parsed.GetRequiredValue(Tolerance), parsed.GetRequiredValue(Seed), parsed.GetValue(MatchUnits));
            var training = new CurveTrainingOptions
            {
                Steps = parsed.GetRequiredValue(Steps),
                LearningRate = parsed.GetRequiredValue(LearningRate),
                BatchSize = parsed.GetRequiredValue(BatchSize),
                Seed = SeedStream.Derive(seed, "curve"),
            };
            (string curve, int pivots) = (parsed.GetRequiredValue(Curve), parsed.GetRequiredValue(Pivots));
            var own = new { Curve = curve, Pivots = curve == "band" ? pivots : (int?)null, training.Steps, training.LearningRate, training.BatchSize, Points = points, Tolerance = tolerance, MatchUnits = matchUnits, Seed = seed };
            var run = new LandscapeRun(
                LandscapeOptions.Read(parsed, Runs), own, [LineTable, CurveTable, MiddleModel, .. PlotFiles.Of(PlotName)]);
            return run.ExecuteAsync((progress, checkpoints, directory, token) => Compute(progress, checkpoints, directory, own.Pivots, training, points, tolerance, matchUnits, token), cancellation);
        });
        return command;
    }

    private static (object Results, IRenderable Table) Compute(
        LandscapeRun run, Checkpoints checkpoints, RunDirectory directory, int? pivots, CurveTrainingOptions training, int points, double tolerance, bool matchUnits, CancellationToken token)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = checkpoints.Points[0], b = matchUnits ? MatchedUnits.Of(checkpoints, token) : checkpoints.Points[1];
        using var line = new StraightLine(a, b);
        training = training with { WeightDecay = checkpoints.Train.WeightDecay };
        IProgress<double> progress = run.Progress("Training of the curve");
        using ParameterPath curve = pivots is { } count
            ? NudgedElasticBand.Relax(checkpoints.Model, checkpoints.Train.Loss, checkpoints.TrainData, a, b, count, training, progress, token)
            : ConnectingCurve.Train(checkpoints.Model, checkpoints.Train.Loss, checkpoints.TrainData, a, b, training, progress, token);
        double[] positions = InterpolateCommand.Positions(0, 1, points);
        PathProfile lineTrain = PathProfile.Compute(line, checkpoints.Train, positions, progress: run.Progress("Line, training data"), cancellation: token);
        PathProfile lineTest = PathProfile.Compute(line, checkpoints.Test, positions, progress: run.Progress("Line, test data"), cancellation: token);
        PathProfile curveTrain = PathProfile.Compute(curve, checkpoints.Train, positions, progress: run.Progress("Curve, training data"), cancellation: token);
        PathProfile curveTest = PathProfile.Compute(curve, checkpoints.Test, positions, progress: run.Progress("Curve, test data"), cancellation: token);

        PathTable.Write(directory, LineTable, lineTrain, lineTest);
        PathTable.Write(directory, CurveTable, curveTrain, curveTest);
        PathPlot.Write(
            directory, PlotName, new NamedPath("line, training", lineTrain), new NamedPath("curve, training", curveTrain),
            new NamedPath("line, test", lineTest), new NamedPath("curve, test", curveTest));
        // A Bézier curve does not pass through its middle; a band has no other than its own half way.
        checkpoints.Train.Layout.Assign(curve is BezierCurve bezier ? bezier.Middle : curve.At(0.5));
        directory.Write(MiddleModel, path => ModelFile.Save(checkpoints.Model, path));

        LevelSetDecision decision = curveTrain.AboveMeanOfEnds.Compare(tolerance);
        string verdict = string.Create(CultureInfo.InvariantCulture, $"At a tolerance of {tolerance}, A and B ") + decision switch
        {
            LevelSetDecision.Same => "lie in one level set of the training loss: the curve connects them.",
            LevelSetDecision.Different => "are not shown to lie in one level set of the training loss: along this curve the loss exceeds the mean of the ends by more.",
            _ => "cannot be told to lie in one level set of the training loss or not: the barrier is within two standard errors of the tolerance.",
        };
        var results = new
        {
            Line = new { Train = PathSummary.Describe(lineTrain), Test = PathSummary.Describe(lineTest) },
            Curve = new { Train = PathSummary.Describe(curveTrain), Test = PathSummary.Describe(curveTest) },
            LevelSet = new { Tolerance = tolerance, Decision = decision },
        };
        return (results, new Rows(
            PathSummary.Table("training", new NamedPath("line", lineTrain), new NamedPath("curve", curveTrain)),
            PathSummary.Table("test", new NamedPath("line", lineTest), new NamedPath("curve", curveTest)),
            new Text(verdict)));
    }
}
