using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The loss over a plane.</summary>
internal static class PlaneSection
{
    // Places of the grid along each side that are kept: more are smaller than a dot of the screen.
    private const int MostPlaces = 160;

    private static readonly (string Name, string Column)[] _told =
    [
        ("standard error", "train_loss_standard_error"), ("training accuracy", "train_accuracy"),
        ("test loss", "test_loss"), ("test accuracy", "test_accuracy"),
    ];

    public static Section? Of(RunFolder run) => run.From("plane.csv", file => new Section("plane", "Plane", [Plane(run, file)], Axes(run)));

    private static Figure Plane(RunFolder run, CsvFile file)
    {
        string[][] rows = Thinned(file, out int stride);
        Series cells = new("training loss", SeriesStyle.Cells, file.Numbers(rows, "x"), file.Numbers(rows, "y"))
        {
            Also =
            [
                new Column("training loss", file.Numbers(rows, "train_loss")),
                .. _told.Where(c => file.Has(c.Column)).Select(c => new Column(c.Name, file.Numbers(rows, c.Column))),
            ],
        };
        Manifest[] networks = [.. run.Manifest["results"]["points"].Items];
        Series named = new(
            "networks", SeriesStyle.Points, [.. networks.Select(p => p["x"].Number)], [.. networks.Select(p => p["y"].Number)]);
        string kept = stride == 1 ? "" : $" Every {stride}th place of the grid along each side is drawn; plane.csv has all.";
        return new Figure(
            "plane", "Training loss over the plane",
            "Colours are logarithms of the loss; distances are those between parameters." + kept,
            FigureKind.Plane, AxisOf(run, 0), AxisOf(run, 1), networks.Length > 0 ? [cells, named] : [cells])
        {
            Marks = [.. networks.Select(p => new Mark(p["point"].Text, p["x"].Number, IsVertical: true))],
        };
    }

    private static Axis AxisOf(RunFolder run, int place)
    {
        Manifest pair = run.Manifest["results"]["eigenpairs"].Items.ElementAtOrDefault(place);
        return new Axis(pair["value"] is { IsNumber: true } value
            ? $"distance along the eigenvector of λ = {Digits.Of(value.Number)}"
            : "distance between parameters");
    }

    private static string[][] Thinned(CsvFile file, out int stride)
    {
        double[] xs = file.Numbers("x"), ys = file.Numbers("y");
        double[] columns = [.. xs.Distinct()], lines = [.. ys.Distinct()];
        int every = stride = 1 + ((Math.Max(columns.Length, lines.Length) - 1) / MostPlaces);
        if (every == 1)
        {
            return [.. file.Rows];
        }

        HashSet<double> keptColumns = [.. columns.Where((_, place) => place % every == 0)];
        HashSet<double> keptLines = [.. lines.Where((_, place) => place % every == 0)];
        return [.. file.Rows.Where((_, row) => keptColumns.Contains(xs[row]) && keptLines.Contains(ys[row]))];
    }

    private static PageTable[] Axes(RunFolder run)
    {
        IReadOnlyList<Cell>[] rows =
        [
            .. run.Manifest["results"]["points"].Items.Select(p => (IReadOnlyList<Cell>)
            [
                new Cell(p["point"].Text), Cells.Of(p["x"]), Cells.Of(p["y"]), Cells.Of(p["trainLoss"]), Cells.Of(p["testLoss"]),
            ]),
        ];
        return rows.Length > 0
            ? [new PageTable("plane-networks", "Networks", ["network", "x", "y", "training loss", "test loss"], rows)]
            : [];
    }
}
