using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>Paths in a table and in a manifest: the loss at both ends and the barriers, each by its definition's name.</summary>
internal static class PathSummary
{
    public static IRenderable Table(string title, params IReadOnlyList<NamedPath> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(title);
        foreach (NamedPath column in columns)
        {
            table.AddColumn(new TableColumn(column.Name).RightAligned());
        }

        Row("loss at A", p => Risk(p, 0));
        Row("loss at B", p => Risk(p, 1));
        Row("accuracy at A", p => Accuracy(p, 0));
        Row("accuracy at B", p => Accuracy(p, 1));
        Row("barrier: max of L − linear interpolation", p => Barrier(p.AboveInterpolation));
        Row("barrier: max of L − (L(A) + L(B)) / 2", p => Barrier(p.AboveMeanOfEnds));
        return table;

        void Row(string label, Func<PathProfile, string> cell)
        {
            string[] cells = [.. columns.Select(c => cell(c.Profile))];
            if (cells.Any(c => c.Length > 0))
            {
                table.AddRow([label, .. cells]);
            }
        }
    }

    public static object Describe(PathProfile profile) => new { BarrierAboveLinearInterpolation = profile.AboveInterpolation, BarrierAboveMeanOfEnds = profile.AboveMeanOfEnds };

    private static string Risk(PathProfile profile, double position) =>
        Find(profile, position) is { Risk: var risk } ? Show.PreciselyMeasured(risk.Loss, risk.LossStandardError) : "";

    private static string Accuracy(PathProfile profile, double position) => Show.Percent(Find(profile, position)?.Risk.Accuracy);

    private static PathPoint? Find(PathProfile profile, double position) => profile.Points.FirstOrDefault(p => p.Position == position);

    private static string Barrier(LossBarrier barrier) =>
        barrier.Height == 0 ? "none" : $"{Show.PreciselyMeasured(barrier.Height, barrier.StandardError)} at {Show.Place(barrier.Position)}";
}
