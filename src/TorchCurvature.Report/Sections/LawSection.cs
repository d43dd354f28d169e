using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Laws of random matrices by themselves.</summary>
internal static class LawSection
{
    public static Section? Of(RunFolder run)
    {
        if (!run.Command.StartsWith("theory", StringComparison.Ordinal))
        {
            return null;
        }

        Figure?[] figures =
        [
            run.From("density.csv", file => Density(run, file)),
            run.From("bbp.csv", file => Transition(
                file, "transition", "Where the largest eigenvalue of the sample lies", "place", new Axis("place"), run)),
            run.From("bbp.csv", file => Transition(
                file, "overlap", "How much of the spike's direction it has", "overlap", new Axis("squared overlap"), run)),
        ];
        PageTable?[] tables =
        [
            run.From("bulks.csv", file => Cells.Table("bulks", "Bulks", file)),
            run.From("outliers.csv", file => Cells.Table("spikes", "Spikes, and what becomes of them", file)),
        ];
        return new Section("law", "The law", [.. figures.OfType<Figure>()], [.. tables.OfType<PageTable>()]);
    }

    private static Figure Density(RunFolder run, CsvFile file) => new(
        "law", "Density of the eigenvalues", "Of sample covariance matrices, in the limit of many dimensions and samples.",
        FigureKind.Lines, new Axis("eigenvalue λ") { Otherwise = AxisScale.SymmetricLog },
        new Axis("density") { Otherwise = AxisScale.Log },
        [new Series("density", SeriesStyle.Line, file.Numbers("x"), file.Numbers("density"))])
    {
        Marks =
        [
            .. run.Manifest["results"]["predictions"].Items.Where(p => p["isOutlier"].IsTrue)
                .Select(p => new Mark($"outlier of {p["spike"].Raw}", p["place"].Number, IsVertical: true)),
        ],
    };

    private static Figure Transition(CsvFile file, string id, string title, string column, Axis y, RunFolder run) => new(
        id, title, "For a population with one eigenvalue ℓ that is not σ². Between the thresholds the sample does not show it.",
        FigureKind.Lines, new Axis("spike ℓ"), y,
        [new Series(y.Label, SeriesStyle.Line, file.Numbers("spike"), file.Numbers(column))])
    {
        Marks =
        [
            .. new[] { (Label: "threshold", Key: "threshold"), (Label: "lower threshold", Key: "lowerThreshold") }
                .Where(m => run.Manifest["results"][m.Key].IsNumber)
                .Select(m => new Mark(m.Label, run.Manifest["results"][m.Key].Number, IsVertical: true)),
        ],
    };
}
