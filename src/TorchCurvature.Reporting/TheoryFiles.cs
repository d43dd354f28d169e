using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// <c>theory.csv</c>, the laws of random matrices that were fitted; <c>theory-density.csv</c>, how many eigenvalues per unit of λ each
/// expects where there are positive ones; and a figure for each point.
/// </summary>
public static class TheoryFiles
{
    private const string TableName = "theory.csv";
    private const string DensityTable = "theory-density.csv";
    private const int Places = 400;

    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } = [TableName, DensityTable, .. PlotFiles.Of([.. PointNames.All.Select(PlotOf)])];

    /// <summary>Writes them, where laws were fitted.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="points">The points.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<ExactResult> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        ExactResult[] fitted = [.. points.Where(p => p.Theory is not null)];
        if (fitted.Length == 0)
        {
            return;
        }

        var rows =
            from point in fitted
            from matrix in point.Theory!
            from law in matrix.Laws
            select new { Point = point.Name, Matrix = matrix.Matrix.FileName, law.Law, law.Fit };
        CsvTable.Write(run, TableName, rows,
        [
            new("point", r => r.Point),
            new("matrix", r => r.Matrix),
            new("law", r => r.Law),
            new("gamma", r => r.Fit.Law.AspectRatio),
            new("scale_or_atoms", r => Parameters(r.Fit)),
            new("ks_distance", r => r.Fit.KolmogorovSmirnovDistance),
            new("verdict", r => Word(r.Fit.Verdict)),
            new("outlier_threshold", r => r.Fit.OutlierThreshold),
            new("outlier_count", r => r.Fit.OutlierCount),
        ]);
        WriteDensities(run, fitted);
        foreach (ExactResult point in fitted)
        {
            LawPanel[] panels = [.. point.Theory!.Where(f => f.Laws.Count > 0).Select(f => Panel(f, point.Split))];
            if (panels.Length > 0)
            {
                LawPlot.Write(run, panels, PlotOf(point.Name));
            }
        }
    }

    private static void WriteDensities(RunDirectory run, ExactResult[] fitted)
    {
        var rows =
            from point in fitted
            from matrix in point.Theory!
            let positive = Positive(matrix)
            where positive.Length > 0
            from law in matrix.Laws
            from bulk in law.Fit.Law.Bulks
            let perDensity = positive.Length / (1 - law.Fit.Law.AtomAtZero)
            from place in PlacesIn(bulk, positive[^1])
            select new
            {
                Point = point.Name,
                Matrix = matrix.Matrix.FileName,
                law.Law,
                Place = place,
                PerUnit = perDensity * law.Fit.Law.Density(place),
            };
        CsvTable.Write(run, DensityTable, rows,
        [
            new("point", r => r.Point),
            new("matrix", r => r.Matrix),
            new("law", r => r.Law),
            new("eigenvalue", r => r.Place),
            new("eigenvalues_per_unit", r => r.PerUnit),
        ]);
    }

    // On a logarithmic axis, closer together at the edges, where a density changes fastest; none below the measured eigenvalues.
    private static IEnumerable<double> PlacesIn(BulkInterval bulk, double least)
    {
        double low = Math.Log(Math.Max(bulk.Lower, least)), high = Math.Log(bulk.Upper);
        return low < high
            ? Enumerable.Range(0, Places + 1)
                .Select(i => Math.Exp(low + ((high - low) * Math.Pow(Math.Sin(0.5 * Math.PI * i / Places), 2))))
            : [];
    }

    private static double[] Positive(TheoryFit fit) => [.. fit.Spectrum.Eigenvalues.Where(e => e > fit.Spectrum.NoiseFloor)];

    /// <summary>What a verdict is called.</summary>
    internal static string Word(FitVerdict verdict) => verdict.ToString().ToLowerInvariant();

    // The scale or the positive atoms of a law, as value:share, with all digits.
    private static string Parameters(BulkFit fit) => fit.Law is MarchenkoPastur law
        ? law.Scale.ToString(CsvTable.Exact, CultureInfo.InvariantCulture)
        : string.Join(' ', fit.Population.Atoms.Where(a => a.Value > 0)
            .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Value:G17}:{a.Weight:G17}")));

    private static LawPanel Panel(TheoryFit fit, SplitResult? split)
    {
        double[] positive = Positive(fit);
        bool hasPredictions = fit.Matrix == CurvatureMatrices.GaussNewton && split is not null;
        string title = $"{fit.Fitted}: {Show.Count(positive.Length)} of {Show.Count(fit.Spectrum.Dimension)} eigenvalues";
        return new LawPanel(title, "eigenvalue λ", [.. fit.Laws.Select(Curve)])
        {
            Eigenvalues = positive,
            Outliers = positive[..fit.Laws[^1].Fit.OutlierCount],
            Predicted = hasPredictions
                ? [.. split!.PredictedOutliers.Take(split.ClaimedOutliers).Where(p => p > fit.Spectrum.NoiseFloor)]
                : [],
            OutliersName = "beyond few-atoms",
            PredictedName = "from class means",
            IsLogarithmic = true,
        };
    }

    private static LawCurve Curve(NamedFit law)
    {
        string name = $"{law.Law}: D = {Show.Ratio(law.Fit.KolmogorovSmirnovDistance)}, {Word(law.Fit.Verdict)}";
        return new LawCurve(name, law.Fit.Law, law.Fit.OutlierThreshold);
    }

    private static string PlotOf(string point) => $"plots/theory-{point}";
}
