using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>What the manifest says of each point in numbers: a column for each point.</summary>
internal static class PointTables
{
    private static readonly (string Label, string[] Path)[] _quantities =
    [
        ("parameters P", ["parameters"]),
        ("training examples N", ["examples"]),
        ("loss, training", ["loss"]),
        ("loss, test", ["testLoss"]),
        ("accuracy, training", ["accuracy"]),
        ("accuracy, test", ["testAccuracy"]),
        ("weight decay, ½λ‖w‖²", ["penalty"]),
        ("gradient norm", ["gradientNorm"]),
        ("pre-activations at a kink, exactly 0", ["zeroPreactivations"]),
        ("remark", ["remark"]),
        ("λ max", ["largestEigenvalue"]),
        ("error of λ max", ["largestEigenvalueError"]),
        ("λ min", ["smallestEigenvalue"]),
        ("error of λ min", ["smallestEigenvalueError"]),
        ("error bound of each λ", ["eigenvalueErrorBound"]),
        ("largest |H_ij − H_ji| before both were made equal", ["asymmetry"]),
        ("mean of all λ, tr H / P", ["mean"]),
        ("standard deviation of all λ", ["standardDeviation"]),
        ("negative, λ < −error bound", ["negatives"]),
        ("near zero", ["nearZero", "count"]),
        ("near zero: |λ| at most", ["nearZero", "threshold"]),
        ("zero rows (dead parameters)", ["zeroRows"]),
        ("vectors of the Gram matrix", ["gram", "vectors"]),
        ("rank, λ above its error bound", ["gram", "rank"]),
        ("exactly zero, P less vectors", ["gram", "exactZeros"]),
        ("eigenvectors kept", ["gram", "eigenvectors"]),
        ("Hessian-vector products, eigenpairs", ["eigenpairs", "products"]),
        ("eigenpairs converged", ["eigenpairs", "converged"]),
        ("Hessian-vector products, density", ["density", "products"]),
        ("‖F‖ / ‖H‖", ["split", "functionalToHessian"]),
    ];

    public static IReadOnlyList<PageTable> Of(RunFolder run)
    {
        IReadOnlyList<KeyValuePair<string, Manifest>> points = Points.Of(run);
        if (points.Count == 0)
        {
            return [];
        }

        var rows =
            from quantity in _quantities
            let values = points.Select(point => quantity.Path.Aggregate(point.Value, (value, name) => value[name])).ToArray()
            where values.Any(value => !value.IsNothing)
            select (IReadOnlyList<Cell>)[new Cell(quantity.Label), .. values.Select(Cells.Of)];
        return
        [
            new PageTable("points", "Numbers", ["quantity", .. points.Select(point => Points.Name(point.Key))], [.. rows]),
            .. Outliers(points),
        ];
    }

    // An older version has 0 for a count that there is none of.
    private static Cell Count(Manifest outliers) => outliers["basis"].Text switch
    {
        "too-few" => new Cell("too few to tell"),
        "not-applicable" => new Cell("not applicable"),
        _ => Cells.Of(outliers["count"]),
    };

    private static IEnumerable<PageTable> Outliers(IReadOnlyList<KeyValuePair<string, Manifest>> points)
    {
        IReadOnlyList<Cell>[] rows =
        [
            .. from point in points
               from outliers in point.Value["outliers"].Items
               select (IReadOnlyList<Cell>)
               [
                   new Cell(Points.Name(point.Key)), new Cell(outliers["rule"].Text), Count(outliers),
                   Cells.Of(outliers["cutoff"]), Cells.Of(outliers["strength"]), new Cell(outliers["basis"].Text),
               ],
        ];
        return rows.Length > 0
            ? [new PageTable("outliers", "Outliers by each rule", ["point", "rule", "count", "cutoff", "strength", "basis"], rows)]
            : [];
    }
}
