using System.Globalization;
using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The curvature at the checkpoints of a training.</summary>
internal static class CheckpointSection
{
    private const string Caption = "At each checkpoint, with the interval that is proven or, for estimates, of 95 %.";

    public static Section? Of(RunFolder run) => run.From("checkpoints.csv", file => new Section(
        "checkpoints", "Checkpoints", [.. Figures(file), .. Densities(run)],
        [Cells.Table("checkpoint-numbers", "Every checkpoint in numbers", file)]));

    private static IEnumerable<Figure> Figures(CsvFile file)
    {
        string[] all = [.. file.Rows.Select(row => file.Text(row, "quantity")).Distinct()];
        IEnumerable<Figure?> figures =
        [
            Of(
                file, "checkpoint-eigenvalues", "Largest eigenvalues of the Hessian", "eigenvalue λ",
                [.. all.Where(q => q.StartsWith("lambda_", StringComparison.Ordinal)), "two_over_learning_rate"]),
            Of(
                file, "checkpoint-preconditioned", "Largest eigenvalues of the preconditioned Hessian", "eigenvalue",
                [.. all.Where(q => q.StartsWith("preconditioned_", StringComparison.Ordinal)), "stability_threshold"]),
            Of(file, "checkpoint-trace", "Trace", "tr H", ["trace"]),
            Of(file, "checkpoint-counts", "Eigenvalues near zero, and negative ones", "number of eigenvalues", ["near_zero", "negative"]),
            Of(file, "checkpoint-loss", "Loss and gradient norm", "loss, gradient norm", ["loss", "gradient_norm"]),
        ];
        return figures.OfType<Figure>();
    }

    private static Figure? Of(CsvFile file, string id, string title, string axis, IReadOnlyList<string> quantities)
    {
        Series[] series =
        [
            .. from quantity in quantities
               let rows = file.Rows.Where(row => file.Text(row, "quantity") == quantity && file.Text(row, "value").Length > 0).ToArray()
               where rows.Length > 0
               select new Series(Name(quantity), Style(quantity), Steps(file, rows), file.Numbers(rows, "value"))
               {
                   Lower = HasInterval(file, rows) ? file.Numbers(rows, "lower") : null,
                   Upper = HasInterval(file, rows) ? file.Numbers(rows, "upper") : null,
               },
        ];
        bool isAllPositive = series.All(s => s.Y.All(value => value > 0));
        return series.Any(s => s.Style != SeriesStyle.Dashed)
            ? new Figure(
                id, title, Caption, FigureKind.Lines, StepFigures.Steps,
                isAllPositive ? StepFigures.Positive(axis) : new Axis(axis) { Otherwise = AxisScale.SymmetricLog }, series)
            : null;
    }

    private static bool HasInterval(CsvFile file, string[][] rows) =>
        file.Has("lower") && rows.All(row => file.Text(row, "lower").Length > 0 && file.Text(row, "upper").Length > 0);

    // A checkpoint that does not say its step stands at its place in the order.
    private static double[] Steps(CsvFile file, string[][] rows) => rows.All(row => file.Text(row, "step").Length > 0)
        ? file.Numbers(rows, "step")
        : [.. Enumerable.Range(1, rows.Length)];

    private static SeriesStyle Style(string quantity) =>
        quantity is "two_over_learning_rate" or "stability_threshold" ? SeriesStyle.Dashed : SeriesStyle.Line;

    private static string Name(string quantity) => quantity switch
    {
        "two_over_learning_rate" => "2 / η",
        "stability_threshold" => "not stable above",
        _ => quantity.Replace("preconditioned_lambda_", "λ ", StringComparison.Ordinal)
            .Replace("lambda_", "λ ", StringComparison.Ordinal).Replace('_', ' '),
    };

    private static Figure[] Densities(RunFolder run) => run.From<Figure[]>("checkpoint-densities.csv", file =>
    {
        IGrouping<string, string[]>[] checkpoints = [.. file.By("checkpoint")];
        return
        [
            new Figure(
                "checkpoint-density", "Spectral density",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Share of the eigenvalues per unit of λ at {checkpoints.Length} checkpoints; first and last are shown at first."),
                FigureKind.Lines,
                new Axis("eigenvalue λ") { Otherwise = AxisScale.SymmetricLog },
                DensityCurve.Axis(run.Manifest["model"]["parameters"], file.Numbers("eigenvalue")),
                [.. checkpoints.Select((rows, place) => DensityCurve.Of(
                    file, rows.Key, rows, isShown: place == 0 || place == checkpoints.Length - 1))]),
        ];
    }) ?? [];
}
