using System.Globalization;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>Paths between two networks: the loss at both ends and the barriers, each by its definition's name.</summary>
public static class PathSummary
{
    /// <summary>The straight line.</summary>
    /// <param name="line">The line.</param>
    public static SummaryTable Of(PathResult line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Table("straight line", NamedPath.Of(("training", line.Train), ("test", line.Test)));
    }

    /// <summary>A trained curve beside the straight line, on training data and on test data, and whether it connects its ends.</summary>
    /// <param name="result">The curve.</param>
    public static IReadOnlyList<SummaryTable> Of(CurveResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<SummaryTable> tables =
            [Table("training", NamedPath.Of(("line", result.Line.Train), ("curve", result.Curve.Train)))];
        if (result.Line.Test is not null)
        {
            tables.Add(Table("test", NamedPath.Of(("line", result.Line.Test), ("curve", result.Curve.Test))));
        }

        tables[^1] = tables[^1] with { Caption = Verdict(result) };
        return tables;
    }

    private static string Verdict(CurveResult result)
    {
        string decision = result.Decision switch
        {
            LevelSetDecision.Same => "lie in one level set of the training loss: the curve connects them.",
            LevelSetDecision.Different =>
                "are not shown to lie in one level set of the training loss: "
                + "along this curve the loss exceeds the mean of the ends by more.",
            _ => "cannot be told to lie in one level set of the training loss or not: "
                + "the barrier is within two standard errors of the tolerance.",
        };
        return string.Create(CultureInfo.InvariantCulture, $"At a tolerance of {result.Tolerance}, A and B {decision}");
    }

    private static SummaryTable Table(string title, IReadOnlyList<NamedPath> paths)
    {
        List<IReadOnlyList<string>> rows =
        [
            Row("loss at A", p => Risk(p, 0)),
            Row("loss at B", p => Risk(p, 1)),
            Row("accuracy at A", p => Accuracy(p, 0)),
            Row("accuracy at B", p => Accuracy(p, 1)),
            Row("barrier: max of L − linear interpolation", p => Barrier(p.AboveInterpolation)),
            Row("barrier: max of L − (L(A) + L(B)) / 2", p => Barrier(p.AboveMeanOfEnds)),
        ];
        return new SummaryTable(
            title, [.. paths.Select(p => p.Name)], [.. rows.Where(row => row.Skip(1).Any(cell => cell.Length > 0))]);

        string[] Row(string label, Func<PathProfile, string> cell) => [label, .. paths.Select(p => cell(p.Profile))];
    }

    private static string Risk(PathProfile profile, double position) =>
        Find(profile, position) is { Risk: var risk } ? Show.PreciselyMeasured(risk.Loss, risk.LossStandardError) : "";

    private static string Accuracy(PathProfile profile, double position) => Show.Percent(Find(profile, position)?.Risk.Accuracy);

    private static PathPoint? Find(PathProfile profile, double position) => profile.Points.FirstOrDefault(p => p.Position == position);

    private static string Barrier(LossBarrier barrier) => barrier.Height == 0
        ? "none"
        : $"{Show.PreciselyMeasured(barrier.Height, barrier.StandardError)} at {Show.Place(barrier.Position)}";
}
