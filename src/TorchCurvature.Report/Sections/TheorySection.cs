using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Laws of random matrices over the bulk that they were fitted to.</summary>
internal static class TheorySection
{
    public static Section? Of(RunFolder run) => run.From("theory.csv", file => new Section(
        "theory", "Random matrix theory", run.From("theory-density.csv", laws => Figures(run, file, laws)) ?? [],
        [Cells.Table("fits", "Fitted laws", file)]));

    private static Figure[] Figures(RunFolder run, CsvFile fits, CsvFile laws) =>
    [
        .. from point in laws.By("point").Reverse()
           from matrix in point.GroupBy(row => laws.Text(row, "matrix"))
           let eigenvalues = Eigenvalues(run, point.Key, matrix.Key)
           where eigenvalues.Length > 0
           select Of(point.Key, matrix.Key, eigenvalues, fits, laws, matrix),
    ];

    private static Figure Of(
        string point, string matrix, double[] eigenvalues, CsvFile fits, CsvFile laws, IEnumerable<string[]> rows)
    {
        IEnumerable<Mark> edges = fits.Rows
            .Where(row => fits.Text(row, "point") == point && fits.Text(row, "matrix") == matrix)
            .Select(row => new Mark(
                $"outliers of {fits.Text(row, "law")}: {fits.Text(row, "outlier_count")}", fits.Number(row, "outlier_threshold"),
                IsVertical: true, fits.Text(row, "law")));
        IEnumerable<Series> curves = rows.GroupBy(row => laws.Text(row, "law")).Select(law => new Series(
            law.Key, SeriesStyle.Line, laws.Numbers(law, "eigenvalue"), laws.Numbers(law, "eigenvalues_per_unit")));
        return new Figure(
            $"theory-{point}-{matrix.ToLowerInvariant()}",
            $"Fitted laws and positive eigenvalues of {SplitSection.Matrix(matrix)} {Points.Name(point)}",
            "Bars: eigenvalues in equal parts of the axis. Curves: how many of them each fitted law expects there. Lines upwards: where "
                + "the outliers of a law begin.",
            FigureKind.Histogram,
            new Axis("eigenvalue λ", AxisScale.Log),
            new Axis("number of eigenvalues", AxisScale.Log) { Otherwise = AxisScale.Linear },
            [new Series("eigenvalues", SeriesStyle.Counted, eigenvalues, []), .. curves])
        {
            Marks = [.. edges.Where(mark => mark.At > 0)],
        };
    }

    // What a law was fitted to: positive eigenvalues above their error bound.
    private static double[] Eigenvalues(RunFolder run, string point, string matrix)
    {
        Manifest bound = run.Manifest["points"][point]["eigenvalueErrorBound"];
        double floor = bound.IsNumber ? bound.Number : 0;
        // A run that looks at another matrix than H has no split.
        double[]? ofSplit = matrix == "H"
            ? null
            : run.From("split.csv", file => file.Numbers(
                Rows(file, point).Where(row => file.Text(row, "matrix") == matrix), "eigenvalue"));
        double[] all = ofSplit ?? run.From("eigenvalues.csv", file => file.Numbers(Rows(file, point), "eigenvalue")) ?? [];
        return [.. all.Where(value => value > floor)];
    }

    private static IEnumerable<string[]> Rows(CsvFile file, string point) => file.Rows.Where(row => file.Text(row, "point") == point);
}
