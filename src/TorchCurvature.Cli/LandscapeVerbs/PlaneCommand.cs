using System.CommandLine;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>plane</c>: the loss over the plane through three trained networks, or around one along two eigenvectors of its Hessian.</summary>
internal static class PlaneCommand
{
    private static readonly string[] Examples =
    [
        "curvature plane runs/seed0 runs/seed1 runs/seed2 --resolution 31 --out runs/plane",
        "curvature plane runs/seed0 --eigenvectors 1,2 --out runs/bowl",
    ];

    private static readonly string[] Names = ["A", "B", "C"];
    private static readonly Argument<string>[] Runs = [LandscapeOptions.Run("A"), LandscapeOptions.OptionalRun("B"), LandscapeOptions.OptionalRun("C")];
    private static readonly Option<int> Resolution = Numbers.Option("--resolution", "Points of the grid along each side.", 21, least: 2, most: 2000);
    private static readonly Option<double> Margin = Numbers.Option("--margin", "How far the picture goes beyond the three points, as a share of their extent.", 0.3, least: 0, most: 100);
    private static readonly Option<string?> Eigenvectors = EigenvectorPlane.Option().InPlaceOf(Margin);
    private static readonly Option<double?> Radius = Numbers.OptionalNumber("--radius", "How far the picture goes along each eigenvector; by default to where a quadratic of the larger curvature has ten times the loss of A.", 0.0, mustExceed: true).OnlyBeside(Eigenvectors);

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "plane", "Shows the loss over the plane through three trained networks, or around one along two eigenvectors of its Hessian; distances in the picture are those between parameters.",
            Examples, Runs, Resolution, Margin, Eigenvectors, Radius);
        command.Validators.Add(result =>
        {
            (int given, bool alone) = (Runs.Count(run => result.GetResult(run) is { Tokens.Count: > 0 }), result.GetResult(Eigenvectors) is { Implicit: false });
            if (given is not 0 && given != (alone ? 1 : 3))
            {
                result.AddError(alone
                    ? $"plane --eigenvectors looks around one network, and {given} are named: leave out {string.Join(" and ", Names[1..given])}."
                    : $"plane goes through three networks, and {given} {(given == 1 ? "is" : "are")} named: name A, B and C, or look around one along two eigenvectors with --eigenvectors 1,2.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            (int resolution, double margin, double? radius) = (parsed.GetRequiredValue(Resolution), parsed.GetRequiredValue(Margin), parsed.GetValue(Radius));
            (int First, int Second)? eigenvectors = parsed.GetValue(Eigenvectors) is { } list ? EigenvectorPlane.Read(list) : null;
            object own = eigenvectors is { } pair
                ? new { Resolution = resolution, Eigenvectors = new[] { pair.First, pair.Second }, Radius = radius }
                : new { Resolution = resolution, Margin = margin };
            var run = new LandscapeRun(
                LandscapeOptions.Read(parsed, Runs), own, [SurfaceTable.FileName, .. PlotFiles.Of(SurfacePlot.DefaultName)]);
            return run.ExecuteAsync(
                (progress, checkpoints, directory, token) =>
                {
                    using EigenvectorPlane? around = eigenvectors is { } indices ? EigenvectorPlane.Find(checkpoints, indices, radius, progress.Progress("Eigenvectors"), token) : null;
                    using CheckpointPlane? through = around is null ? Span(checkpoints) : null;
                    CheckpointPlane plane = around?.Plane ?? through!;
                    double[] columns = around is null ? Grid(plane.Coordinates.Select(c => c.X), resolution, margin) : Grid([-around.Radius, around.Radius], resolution, margin: 0);
                    double[] rows = around is null ? Grid(plane.Coordinates.Select(c => c.Y), resolution, margin) : columns;
                    LossSurface train = LossSurface.Compute(plane, checkpoints.Train, columns, rows, progress.Progress("Plane, training data"), token);
                    LossSurface test = LossSurface.Compute(plane, checkpoints.Test, columns, rows, progress.Progress("Plane, test data"), token);
                    SurfaceTable.Write(directory, train, test);
                    SurfaceMark[] marks = [.. Names.Zip(plane.Coordinates, (name, place) => new SurfaceMark(name, place.X, place.Y))];
                    if (around is null)
                    {
                        SurfacePlot.Write(directory, train, marks);
                    }
                    else
                    {
                        SurfacePlot.Write(directory, train, marks, around.Label(0), around.Label(1));
                    }

                    object points = Describe(plane, checkpoints, out Table table);
                    return around is null ? (new { Points = points }, table) : (new { Points = points, around.Radius, around.Eigenpairs }, new Rows(table, around.Table()));
                },
                cancellation);
        });
        return command;
    }

    private static CheckpointPlane Span(Checkpoints checkpoints)
    {
        try
        {
            return new CheckpointPlane(checkpoints.Points[0], checkpoints.Points[1], checkpoints.Points[2]);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(PlainMessage.Of(e));
        }
    }

    // Losses of the points themselves: the grid need not meet them.
    private static List<object> Describe(CheckpointPlane plane, Checkpoints checkpoints, out Table table)
    {
        table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("plane");
        var columns = new List<object>();
        List<string> place = ["x, y"], train = ["loss, training"], test = ["loss, test"];
        for (int i = 0; i < plane.Coordinates.Count; i++)
        {
            table.AddColumn(new TableColumn(Names[i]).RightAligned());
            checkpoints.Train.Layout.Assign(checkpoints.Points[i]);
            (double trainLoss, double testLoss) = (checkpoints.Train.Evaluate(withGradient: false).Loss, checkpoints.Test.Evaluate(withGradient: false).Loss);
            (double x, double y) = (plane.Coordinates[i].X, plane.Coordinates[i].Y);
            columns.Add(new { Point = Names[i], X = x, Y = y, TrainLoss = trainLoss, TestLoss = testLoss });
            place.Add($"{Show.Place(x)}, {Show.Place(y)}");
            train.Add(Show.Precise(trainLoss));
            test.Add(Show.Precise(testLoss));
        }

        foreach (List<string> row in (List<string>[])[place, train, test])
        {
            table.AddRow([.. row]);
        }

        return columns;
    }

    private static double[] Grid(IEnumerable<double> coordinates, int resolution, double margin)
    {
        double[] values = [.. coordinates];
        (double low, double high) = (values.Min(), values.Max());
        double room = margin * (high - low);
        return [.. Enumerable.Range(0, resolution).Select(i => low - room + ((high - low + (2 * room)) * i / (resolution - 1)))];
    }
}
