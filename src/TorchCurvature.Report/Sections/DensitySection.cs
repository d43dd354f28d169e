using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>What is known of a spectrum from matrix-vector products: eigenpairs at its ends, its density, and estimates.</summary>
internal static class DensitySection
{
    public static Section? Of(RunFolder run)
    {
        if (run.Command.StartsWith("theory", StringComparison.Ordinal))
        {
            return null; // its density.csv is that of a law
        }

        Series[] eigenvalues = run.From("eigenpairs.csv", Eigenvalues) ?? [];
        Figure?[] figures = [run.From("density.csv", file => Density(run, file, eigenvalues)), run.From("eigenpairs.csv", Pairs)];
        PageTable?[] tables =
        [
            run.From("estimates.csv", file => Cells.Table("estimates", "Estimates, with 95 % intervals", file)),
            run.From("eigenpairs.csv", file => Cells.Table("eigenpairs-numbers", "Eigenpairs at both ends", file)),
        ];
        return figures.Any(f => f is not null) || tables.Any(t => t is not null)
            ? new Section(
                "density", "Spectrum from matrix-vector products", [.. figures.OfType<Figure>()],
                [.. PointTables.Of(run), .. tables.OfType<PageTable>()])
            : null;
    }

    private static Figure Density(RunFolder run, CsvFile file, Series[] eigenvalues)
    {
        IGrouping<string, string[]>[] points = [.. file.By("point")];
        return new Figure(
            "density",
            "Spectral density",
            "Share of the eigenvalues per unit of λ, with its band; heights far below that of a single eigenvalue are not drawn. Ticks "
                + "below are eigenvalues that were found one by one.",
            FigureKind.Lines,
            new Axis("eigenvalue λ") { Otherwise = AxisScale.SymmetricLog },
            DensityCurve.Axis(Points.Last(run)["parameters"], file.Numbers(points[^1], "eigenvalue")),
            [.. points.Select(rows => DensityCurve.Of(file, Points.Name(rows.Key), rows, rows.Key == points[^1].Key)), .. eigenvalues]);
    }

    private static Series[] Eigenvalues(CsvFile file)
    {
        IGrouping<string, string[]>[] points = [.. file.By("point")];
        return
        [
            .. points.Select(rows => new Series(
                $"eigenvalues {Points.Name(rows.Key)}", SeriesStyle.Sticks, file.Numbers(rows, "eigenvalue"), [])
            {
                Also = [new Column("index", file.Numbers(rows, "index")), new Column("residual", file.Numbers(rows, "residual"))],
                Group = Points.Name(rows.Key),
                IsShown = rows.Key == points[^1].Key,
            }),
        ];
    }

    private static Figure Pairs(CsvFile file)
    {
        IGrouping<string, string[]>[] points = [.. file.By("point")];
        var series =
            from rows in points
            from end in rows.GroupBy(row => file.Text(row, "end"))
            let values = file.Numbers(end, "eigenvalue")
            let residuals = file.Numbers(end, "residual")
            select new Series($"{Points.Name(rows.Key)}, {end.Key}", SeriesStyle.Points, file.Numbers(end, "index"), values)
            {
                Lower = [.. values.Zip(residuals, (value, residual) => value - residual)],
                Upper = [.. values.Zip(residuals, (value, residual) => value + residual)],
                Group = Points.Name(rows.Key),
                IsShown = rows.Key == points[^1].Key,
            };
        return new Figure(
            "eigenpairs",
            "Eigenvalues at both ends",
            "Each with the interval of its residual norm, which holds an eigenvalue; counted from the end of the spectrum.",
            FigureKind.Lines,
            new Axis("index from the end"),
            new Axis("eigenvalue λ") { Otherwise = AxisScale.SymmetricLog },
            [.. series]);
    }
}
