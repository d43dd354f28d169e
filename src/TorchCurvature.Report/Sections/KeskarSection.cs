using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The search for the largest loss in a box around a network.</summary>
internal static class KeskarSection
{
    public static Section? Of(RunFolder run) => run.From("sharpness.csv", file => file.Has("largest_loss")
        ? new Section(
            "sharpness", "Keskar sharpness",
            [
                new Figure(
                    "starts", "Largest loss found from each start",
                    "Of the projected gradient ascent in the box; the first start is the network itself, whose loss is the dashed line.",
                    FigureKind.Lines, new Axis("start"), new Axis("loss"),
                    [new Series("largest loss", SeriesStyle.Points, file.Numbers("start"), file.Numbers("largest_loss"))])
                {
                    Marks = [.. Loss(run)],
                },
            ],
            [Cells.Table("starts-numbers", "Every start in numbers", file)])
        : null);

    private static IEnumerable<Mark> Loss(RunFolder run) =>
        run.Manifest["results"]["loss"] is { IsNumber: true } loss ? [new Mark("loss of A", loss.Number, IsVertical: false)] : [];
}
