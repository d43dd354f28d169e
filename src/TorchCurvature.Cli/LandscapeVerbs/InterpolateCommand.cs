using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>interpolate</c>: loss and accuracy along the straight line through two trained networks.</summary>
internal static class InterpolateCommand
{
    private static readonly string[] Examples =
    [
        "curvature interpolate runs/large-batch runs/small-batch --out runs/line",
        "curvature interpolate runs/seed0 runs/seed1 --from 0 --to 1 --points 21 --match-units --out runs/matched",
    ];

    private const string TableName = "interpolation.csv";
    private const string PlotName = "plots/interpolation";

    // A tenth of a percent of λ max is finer than any picture, and far cheaper than the default.
    private const double EigenvalueTolerance = 1e-3;

    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A"), LandscapeOptions.Run("B")];
    private static readonly Option<double> From = Numbers.Option("--from", "First α; 0 is A.", -0.5, least: -1e6, most: 1e6);
    private static readonly Option<double> To = Numbers.Option("--to", "Last α; 1 is B.", 1.5, least: -1e6, most: 1e6);
    private static readonly Option<int> Points = Numbers.Option("--points", "Values of α, evenly spaced.", 41, least: 2, most: 1_000_000);
    private static readonly Option<bool> MatchUnits = new("--match-units") { Description = "Fully connected networks: first put B's hidden units in the order in which B is nearest to A (weight matching)." };
    private static readonly Option<bool> LargestEigenvalue = new("--largest-eigenvalue") { Description = "Find λ max of the Hessian of the training loss at each α." };

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "interpolate", "Shows loss and accuracy along the straight line (1 − α) w_A + α w_B through two trained networks and beyond both, and the barrier between them.",
            Examples, Runs, From, To, Points, MatchUnits, LargestEigenvalue);
        command.SetAction((parsed, cancellation) =>
        {
            (double from, double to, int points) = (parsed.GetRequiredValue(From), parsed.GetRequiredValue(To), parsed.GetRequiredValue(Points));
            (bool matchUnits, bool eigenvalue) = (parsed.GetValue(MatchUnits), parsed.GetValue(LargestEigenvalue));
            if (to <= from)
            {
                throw new UsageException($"--to must be more than --from, and they are {FormattableString.Invariant($"{to} and {from}")}.");
            }

            var run = new LandscapeRun(
                LandscapeOptions.Read(parsed, Runs),
                new { From = from, To = to, Points = points, MatchUnits = matchUnits, LargestEigenvalue = eigenvalue },
                [TableName, .. PlotFiles.Of(PlotName)]);
            return run.ExecuteAsync(
                (progress, checkpoints, directory, token) =>
                {
                    using DisposeScope scope = NewDisposeScope();
                    Tensor b = matchUnits ? MatchedUnits.Of(checkpoints, token) : checkpoints.Points[1];
                    using var line = new StraightLine(checkpoints.Points[0], b);
                    double[] positions = Positions(from, to, points);
                    PathProfile train = PathProfile.Compute(
                        line, checkpoints.Train, positions, eigenvalue ? _ => LambdaMax(checkpoints, token) : null, progress.Progress("Line, training data"), token);
                    PathProfile test = PathProfile.Compute(line, checkpoints.Test, positions, progress: progress.Progress("Line, test data"), cancellation: token);
                    PathTable.Write(directory, TableName, train, test);
                    NamedPath[] paths = [new("training", train), new("test", test)];
                    PathPlot.Write(directory, PlotName, paths);
                    return (
                        new { Train = PathSummary.Describe(train), Test = PathSummary.Describe(test) },
                        PathSummary.Table("straight line", paths));
                },
                cancellation);
        });
        return command;
    }

    /// <summary>Evenly spaced numbers, rounded so that 0 and 1 are themselves where they are among them.</summary>
    internal static double[] Positions(double from, double to, int points) => [.. Enumerable.Range(0, points).Select(i => Math.Round(from + ((to - from) * i / (points - 1)), 12))];

    private static double LambdaMax(Checkpoints checkpoints, CancellationToken cancellation)
    {
        var options = new LanczosOptions { Top = 1, Bottom = 0, Tolerance = EigenvalueTolerance };
        using HessianOperator hessian = checkpoints.Hessian(options);
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(hessian, options, cancellation: cancellation);
        return pairs.At(SpectrumEnd.Top) is [var largest, ..] ? largest.Value : double.NaN;
    }
}
