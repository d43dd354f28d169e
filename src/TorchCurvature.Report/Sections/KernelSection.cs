using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The neural tangent kernel of each point: all its eigenvalues by rank.</summary>
internal static class KernelSection
{
    public static Section? Of(RunFolder run) => run.From("kernel.csv", file => new Section(
        "kernel", "Neural tangent kernel", [Scree(run, file)], Numbers(run)));

    private static Figure Scree(RunFolder run, CsvFile file)
    {
        IGrouping<string, string[]>[] points = [.. file.By("point")];
        return new Figure(
            "kernel-scree", "Eigenvalues of the kernel by rank",
            "Of J Jᵀ, with a row for every output of every example and not divided by their number. Eigenvalues within their error bound "
                + "are rounding and are left out." + ScreeSeries.Thinning,
            FigureKind.Lines,
            new Axis("rank", AxisScale.Log) { Otherwise = AxisScale.Linear },
            new Axis("eigenvalue λ of the kernel", AxisScale.Log) { Otherwise = AxisScale.Linear },
            [.. points.SelectMany(rows => ScreeSeries.Of(
                Points.Name(rows.Key), file.Numbers(rows, "eigenvalue"), run.Manifest["points"][rows.Key]["kernel"]["rankThreshold"].Number,
                Points.Name(rows.Key), isShown: rows.Key == points[^1].Key))]);
    }

    private static IReadOnlyList<PageTable> Numbers(RunFolder run)
    {
        var rows =
            from point in Points.Of(run)
            let kernel = point.Value["kernel"]
            where !kernel.IsNothing
            select (IReadOnlyList<Cell>)
            [
                new Cell(Points.Name(point.Key)),
                .. from name in (string[])["size", "largestEigenvalue", "trace", "rank", "rankThreshold"] select Cells.Of(kernel[name]),
            ];
        return
        [
            new PageTable(
                "kernel-numbers", "The kernel in numbers", ["point", "rows N·C", "λ max", "trace", "rank", "error bound"], [.. rows]),
        ];
    }
}
