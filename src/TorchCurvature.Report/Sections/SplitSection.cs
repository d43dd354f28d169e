using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The Hessian as the sum of its Gauss–Newton part G and its functional part F.</summary>
internal static class SplitSection
{
    public static Section? Of(RunFolder run)
    {
        KeyValuePair<string, Manifest>[] split = [.. Points.Of(run).Where(point => !point.Value["split"].IsNothing)];
        Figure[] screes = run.From("split.csv", file => Screes(run, file)) ?? [];
        return split.Length + screes.Length > 0
            ? new Section("split", "Split: H = G + F", [.. screes, .. Shares(split)], [.. Ranks(split)])
            : null;
    }

    private static Figure[] Screes(RunFolder run, CsvFile file) =>
        [.. file.By("point").Reverse().Select(rows => Scree(run, file, rows))];

    private static Figure Scree(RunFolder run, CsvFile file, IGrouping<string, string[]> rows)
    {
        double floor = run.Manifest["points"][rows.Key]["eigenvalueErrorBound"].Number;
        return new Figure(
            $"split-{rows.Key}",
            $"Spectra of the parts {Points.Name(rows.Key)}",
            "By rank: positive eigenvalues solid, sizes of negative ones dashed. G: Gauss–Newton matrix; F: functional part; "
                + "empirical Fisher: mean of ∇ℓ ∇ℓᵀ over the examples." + ScreeSeries.Thinning,
            FigureKind.Lines,
            new Axis("rank", AxisScale.Log) { Otherwise = AxisScale.Linear },
            new Axis("|λ|", AxisScale.Log) { Otherwise = AxisScale.Linear },
            [.. rows.GroupBy(row => file.Text(row, "matrix")).SelectMany(matrix => ScreeSeries.Of(
                Matrix(matrix.Key), file.Numbers(matrix, "eigenvalue"), floor, Matrix(matrix.Key), isShown: true))]);
    }

    /// <summary>What a matrix is called in tables and legends.</summary>
    public static string Matrix(string word) => word == "gradient-covariance" ? "empirical Fisher" : word;

    private static IEnumerable<Figure> Shares(KeyValuePair<string, Manifest>[] split)
    {
        Series[] series =
        [
            .. from point in split.Reverse()
               let shares = point.Value["split"]["shares"].Items.ToArray()
               where shares.Length > 0
               from part in new[] { (Name: "G", Key: "first"), (Name: "F", Key: "second") }
               select new Series(
                   $"{part.Name}, {Points.Name(point.Key)}", SeriesStyle.Points,
                   [.. shares.Select(share => share["index"].Number)], [.. shares.Select(share => share[part.Key].Number)])
               {
                   Also = [new Column("eigenvalue", [.. shares.Select(share => share["eigenvalue"].Number)])],
                   IsShown = point.Key == split[^1].Key,
               },
        ];
        return series.Length == 0
            ? []
            : [new Figure(
                "shares",
                "What each part adds to an eigenvalue",
                "vᵀGv / λ and vᵀFv / λ for the eigenvectors v of H at both ends of its spectrum; the two sum to 1.",
                FigureKind.Lines,
                new Axis("index of the eigenvalue", AxisScale.Log) { Otherwise = AxisScale.Linear },
                new Axis("share of λ"),
                series)];
    }

    private static IEnumerable<PageTable> Ranks(KeyValuePair<string, Manifest>[] split)
    {
        IReadOnlyList<Cell>[] rows =
        [
            .. from point in split
               let entry = point.Value["split"]
               from row in (IEnumerable<(string Label, Manifest Value)>)
               [
                   ("‖F‖ / ‖H‖", entry["functionalToHessian"]),
                   .. entry["ranks"].Properties.Select(rank => ($"rank of {Matrix(rank.Key)}", rank.Value["rank"])),
                   ("rank of G is at most", entry["rankBounds"]["g"]),
                   ("rank of the empirical Fisher is at most", entry["rankBounds"]["gradientCovariance"]),
                   ("dimension of the overlaps", entry["overlapDimension"]),
                   ("overlap of the top eigenspaces of H and G", entry["gaussNewtonOverlap"]),
                   ("overlap of those of H and the empirical Fisher", entry["gradientCovarianceOverlap"]),
                   ("share of tr G from class means", entry["classMeans"]["explainedShareOfGaussNewton"]),
               ]
               where !row.Value.IsNothing
               select (IReadOnlyList<Cell>)[new Cell(Points.Name(point.Key)), new Cell(row.Label), Cells.Of(row.Value)],
        ];
        return rows.Length > 0 ? [new PageTable("split-numbers", "The parts in numbers", ["point", "quantity", "value"], rows)] : [];
    }
}
