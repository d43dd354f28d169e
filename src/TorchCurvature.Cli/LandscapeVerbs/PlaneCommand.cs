using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The verb <c>plane</c>: the loss over the plane through three trained networks.</summary>
internal static class PlaneCommand
{
    private static readonly string[] Names = ["A", "B", "C"];
    private static readonly Argument<string>[] Runs = [.. Names.Select(LandscapeOptions.Run)];
    private static readonly Option<int> Resolution = Numbers.Option("--resolution", "Points of the grid along each side.", 21, least: 2, most: 2000);
    private static readonly Option<double> Margin = Numbers.Option("--margin", "How far the picture goes beyond the three points, as a share of their extent.", 0.3, least: 0, most: 100);

    public static Command Build()
    {
        Command command = LandscapeOptions.Command(
            "plane", "Shows the loss over the plane through three trained networks; distances in the picture are those between the networks' parameters.", Runs, Resolution, Margin);
        command.SetAction((parsed, cancellation) =>
        {
            (int resolution, double margin) = (parsed.GetRequiredValue(Resolution), parsed.GetRequiredValue(Margin));
            var run = new LandscapeRun(
                LandscapeOptions.Read(parsed, Runs), new { Resolution = resolution, Margin = margin }, SurfaceTable.FileName, "plots/plane.png", "plots/plane.svg");
            return run.ExecuteAsync(
                (progress, checkpoints, directory, token) =>
                {
                    using CheckpointPlane plane = Span(checkpoints);
                    double[] columns = Grid(plane.Coordinates.Select(c => c.X), resolution, margin), rows = Grid(plane.Coordinates.Select(c => c.Y), resolution, margin);
                    LossSurface train = LossSurface.Compute(plane, checkpoints.Train, columns, rows, progress.Progress("Plane, training data"), token);
                    LossSurface test = LossSurface.Compute(plane, checkpoints.Test, columns, rows, progress.Progress("Plane, test data"), token);
                    SurfaceTable.Write(directory, train, test);
                    SurfacePlot.Write(directory, train, [.. Names.Zip(plane.Coordinates, (name, place) => (name, place.X, place.Y))]);
                    return (Describe(plane, checkpoints, out Table table), table);
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
    private static object Describe(CheckpointPlane plane, Checkpoints checkpoints, out Table table)
    {
        table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("plane");
        var columns = new List<object>();
        List<string> place = ["x, y"], train = ["loss, training"], test = ["loss, test"];
        for (int i = 0; i < Names.Length; i++)
        {
            table.AddColumn(new TableColumn(Names[i]).RightAligned());
            checkpoints.Train.Layout.Assign(checkpoints.Points[i]);
            (double trainLoss, double testLoss) = (checkpoints.Train.Evaluate(withGradient: false).Loss, checkpoints.Test.Evaluate(withGradient: false).Loss);
            (double x, double y) = plane.Coordinates[i];
            columns.Add(new { Point = Names[i], X = x, Y = y, TrainLoss = trainLoss, TestLoss = testLoss });
            place.Add(string.Create(CultureInfo.InvariantCulture, $"{x:0.###}, {y:0.###}"));
            train.Add(trainLoss.ToString("0.0000e+0", CultureInfo.InvariantCulture));
            test.Add(testLoss.ToString("0.0000e+0", CultureInfo.InvariantCulture));
        }

        foreach (List<string> row in (List<string>[])[place, train, test])
        {
            table.AddRow([.. row]);
        }

        return new { Points = columns };
    }

    private static double[] Grid(IEnumerable<double> coordinates, int resolution, double margin)
    {
        double[] values = [.. coordinates];
        (double low, double high) = (values.Min(), values.Max());
        double room = margin * (high - low);
        return [.. Enumerable.Range(0, resolution).Select(i => low - room + ((high - low + (2 * room)) * i / (resolution - 1)))];
    }
}
