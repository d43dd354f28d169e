using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Loss and accuracy along a line or a curve between two networks.</summary>
internal static class PathSection
{
    private static readonly (string File, string Name)[] _paths =
        [("interpolation.csv", "line"), ("line.csv", "line"), ("curve.csv", "curve")];

    public static Section? Of(RunFolder run)
    {
        Figure?[] figures =
        [
            Figure(run, "path-loss", "Loss along the path", "loss", StepFigures.Positive("loss"), "loss"),
            Figure(run, "path-accuracy", "Accuracy along the path", "accuracy", new Axis("accuracy"), "accuracy"),
            Figure(
                run, "path-eigenvalue", "λ max along the path", "λ max of the Hessian of the training loss",
                StepFigures.Positive("λ max"), "lambda_max"),
        ];
        PageTable[] tables =
            [.. _paths.Select(p => run.From(p.File, file => Cells.Table($"{p.Name}-numbers", $"The {p.Name} in numbers", file)))
                .OfType<PageTable>()];
        return tables.Length > 0 ? new Section("path", "Between the networks", [.. figures.OfType<Figure>()], tables) : null;
    }

    private static Figure? Figure(RunFolder run, string id, string title, string quantity, Axis y, string column)
    {
        Series[] series =
        [
            .. _paths.SelectMany(path => run.From<Series[]>(
                path.File,
                file => column == "lambda_max"
                    ? [.. Of(file, path.Name, column)]
                    : [.. Of(file, $"{path.Name}, training", $"train_{column}"), .. Of(file, $"{path.Name}, test", $"test_{column}")])
                ?? []),
        ];
        return series.Length > 0
            ? new Figure(
                id, title, $"The {quantity} at α from A, at 0, to B, at 1; bands are one standard error wide to each side.",
                FigureKind.Lines, new Axis("α"), y, series)
            {
                Marks = [new Mark("A", 0, IsVertical: true), new Mark("B", 1, IsVertical: true)],
            }
            : null;
    }

    private static IEnumerable<Series> Of(CsvFile file, string name, string column)
    {
        if (!file.Has(column) || file.Numbers(column) is var values && values.All(double.IsNaN))
        {
            yield break;
        }

        double[] errors = file.Has($"{column}_standard_error") ? file.Numbers($"{column}_standard_error") : [];
        yield return new Series(
            name, name.EndsWith("test", StringComparison.Ordinal) ? SeriesStyle.Dashed : SeriesStyle.Line, file.Numbers("alpha"),
            file.Numbers(column))
        {
            Lower = errors.Length > 0 ? [.. file.Numbers(column).Zip(errors, (value, error) => value - error)] : null,
            Upper = errors.Length > 0 ? [.. file.Numbers(column).Zip(errors, (value, error) => value + error)] : null,
        };
    }
}
