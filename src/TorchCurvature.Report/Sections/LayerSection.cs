using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The diagonal blocks of single parameter tensors.</summary>
internal static class LayerSection
{
    public static Section? Of(RunFolder run) => run.From("layers.csv", file => new Section(
        "layers", "Per layer",
        [Ends(file), .. Traces(file), .. Densities(run)],
        [Cells.Table("layer-numbers", "Every block in numbers", file)]));

    private static Figure Ends(CsvFile file) => Of(
        file, "layers", "Largest and smallest eigenvalue of each block",
        "Of the diagonal block of the Hessian that belongs to one parameter tensor, with error bars.",
        "eigenvalue λ", ("λ max", "lambda-max"), ("λ min", "lambda-min"));

    private static IEnumerable<Figure> Traces(CsvFile file) => file.Rows.Any(row => file.Text(row, "quantity") == "trace")
        ? [Of(
            file, "layer-traces", "Trace of each block", "With its 95 % interval where it is estimated.", "trace", ("trace", "trace"))]
        : [];

    private static Figure Of(
        CsvFile file, string id, string title, string caption, string axis, params (string Label, string Quantity)[] quantities)
    {
        string[] layers = [.. file.Rows.Select(row => file.Text(row, "layer")).Distinct()];
        IGrouping<string, string[]>[] points = [.. file.By("point")];
        var series =
            from point in points
            from quantity in quantities
            let rows = point.Where(row => file.Text(row, "quantity") == quantity.Quantity).ToArray()
            where rows.Length > 0
            select new Series(
                $"{quantity.Label} {Points.Name(point.Key)}", SeriesStyle.Points,
                [.. rows.Select(row => 1.0 + Array.IndexOf(layers, file.Text(row, "layer")))], file.Numbers(rows, "value"))
            {
                Lower = file.Has("lower") ? file.Numbers(rows, "lower") : null,
                Upper = file.Has("upper") ? file.Numbers(rows, "upper") : null,
                IsShown = point.Key == points[^1].Key,
            };
        return new Figure(
            id, title, caption, FigureKind.Lines, new Axis("parameter tensor") { Names = layers },
            new Axis(axis, AxisScale.SymmetricLog) { Otherwise = AxisScale.Linear }, [.. series]);
    }

    private static Figure[] Densities(RunFolder run) => run.From<Figure[]>("layer-density.csv", file =>
    {
        IGrouping<string, string[]>[] points = [.. file.By("point")];
        return
        [
            new Figure(
                "layer-density", $"Spectral density of each block {Points.Name(points[^1].Key)}",
                "Share of the block's eigenvalues per unit of λ, with its band.", FigureKind.Lines,
                new Axis("eigenvalue λ") { Otherwise = AxisScale.SymmetricLog },
                DensityCurve.Axis(Points.Last(run)["parameters"], file.Numbers(points[^1], "eigenvalue")),
                [.. points[^1].GroupBy(row => file.Text(row, "layer"))
                    .Select((rows, place) => DensityCurve.Of(file, rows.Key, rows, isShown: place == 0))]),
        ];
    }) ?? [];
}
