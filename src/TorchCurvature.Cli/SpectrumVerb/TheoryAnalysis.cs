using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Losses;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>
/// What <c>--theory</c> adds at one point: laws of sample covariance matrices, fitted to the bulk of each matrix, and the outliers that the
/// class means predict beside those of G.
/// </summary>
internal sealed record TheoryAnalysis(IReadOnlyList<TheoryFit> Fits)
{
    private const string FileName = "theory.csv";

    public static IReadOnlyList<string> Files { get; } =
        [FileName, .. PlotFiles.Of(PlotOf("initial"), PlotOf("final"))];

    /// <summary>Fits the laws to the matrix that was asked for and to the parts that <c>--split</c> gave.</summary>
    /// <param name="point">The point.</param>
    /// <param name="part">The matrix that was asked for.</param>
    /// <param name="outputs">C, the number of the network's outputs.</param>
    /// <param name="loss">The loss, whose rank in the outputs says how many vectors G is a mean over.</param>
    /// <param name="weightDecay">λ of weight decay, whose λI the laws know nothing of: it is taken out of the matrices that hold
    /// it.</param>
    public static TheoryAnalysis Compute(PointAnalysis point, CurvatureMatrix part, int outputs, Loss loss, double weightDecay)
    {
        List<TheoryFit> fits = [Fit(part, point.Spectrum)];
        if (point.Split is { Split: var split })
        {
            fits.Add(Fit(CurvatureMatrices.GaussNewton, split.GaussNewton));
            fits.Add(Fit(CurvatureMatrices.EmpiricalFisher, split.GradientCovariance));
        }

        return new TheoryAnalysis([.. fits.DistinctBy(f => f.Matrix)]);

        TheoryFit Fit(CurvatureMatrix matrix, Spectrum spectrum) =>
            TheoryFit.Of(matrix, spectrum, weightDecay, matrix.VectorCount(point.Train.ExampleCount, outputs, loss));
    }

    public static void Write(RunDirectory directory, IReadOnlyList<PointAnalysis> points)
    {
        PointAnalysis[] analysed = [.. points.Where(p => p.Theory is not null)];
        if (analysed.Length == 0)
        {
            return;
        }

        CsvTable.Write(
            directory, FileName, "point,matrix,law,gamma,scale_or_atoms,ks_distance,verdict,outlier_threshold,outlier_count",
            from point in analysed
            from matrix in point.Theory!.Fits
            from law in matrix.Laws
            select (FormattableString)$"{point.Name},{matrix.Matrix.FileName},{law.Law},{law.Fit.Law.AspectRatio:G17},{TheoryFit.Parameters(law.Fit)},{law.Fit.KolmogorovSmirnovDistance:G17},{Word(law.Fit.Verdict)},{law.Fit.OutlierThreshold:G17},{law.Fit.OutlierCount}");
        foreach (PointAnalysis point in analysed)
        {
            LawPanel[] panels = [.. point.Theory!.Fits.Where(f => f.Laws.Count > 0).Select(f => Panel(f, point.Split))];
            if (panels.Length > 0)
            {
                LawPlot.Write(directory, panels, PlotOf(point.Name));
            }
        }
    }

    /// <summary>The fits of one point, and below them the outliers of G from the class means.</summary>
    public static Table Table(PointAnalysis point)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"Random-matrix laws, {point.Name}") };
        table.AddColumns(
            new TableColumn("matrix"), new TableColumn("law"), new TableColumn("γ").RightAligned(),
            new TableColumn("distance").RightAligned(), new TableColumn("fit"),
            new TableColumn("outliers").RightAligned());
        foreach (TheoryFit matrix in point.Theory!.Fits)
        {
            if (matrix.Laws.Count == 0)
            {
                table.AddRow(matrix.Fitted, "too few eigenvalues differ from 0");
            }

            foreach ((string law, BulkFit fit) in matrix.Laws)
            {
                table.AddRow(
                    matrix.Fitted, law, fit.Law.AspectRatio.ToString("G3", CultureInfo.InvariantCulture),
                    Show.Ratio(fit.KolmogorovSmirnovDistance),
                    Word(fit.Verdict), $"{fit.OutlierCount} above {Show.Brief(fit.OutlierThreshold)}");
            }
        }

        if (point.Split is { } split)
        {
            int shown = Math.Min(Shown(split), 10);
            table.Caption = new TableTitle(
                $"Largest of G{(split.WeightDecay > 0 ? " less weight decay" : "")}: "
                    + $"{string.Join(", ", split.Split.GaussNewton.Less(split.WeightDecay).Eigenvalues.Take(shown).Select(Show.Brief))}\nfrom class means: {string.Join(", ", split.PredictedOutliers.Take(shown).Select(Show.Brief))}");
        }

        return table;
    }

    public object Describe() => Fits.ToDictionary(f => f.Matrix.FileName, f => f.Laws.ToDictionary(l => l.Law, l => new
    {
        Gamma = l.Fit.Law.AspectRatio,
        Atoms = l.Fit.Population.Atoms,
        l.Fit.BulkCount,
        l.Fit.ZeroFraction,
        l.Fit.KolmogorovSmirnovDistance,
        l.Fit.Verdict,
        l.Fit.OutlierThreshold,
        l.Fit.OutlierCount,
        l.Fit.Level,
    }));

    private static LawPanel Panel(TheoryFit fit, SplitAnalysis? split)
    {
        double[] positive = [.. fit.Spectrum.Eigenvalues.Where(e => e > fit.Spectrum.NoiseFloor)];
        return new LawPanel(
            $"{fit.Fitted}: {positive.Length:N0} of {fit.Spectrum.Dimension:N0} eigenvalues", "eigenvalue λ",
            [.. fit.Laws.Select(l => new LawCurve($"{l.Law}: D = {Show.Ratio(l.Fit.KolmogorovSmirnovDistance)}, "
                + $"{Word(l.Fit.Verdict)}", l.Fit.Law, l.Fit.OutlierThreshold))])
        {
            Eigenvalues = positive,
            Outliers = positive[..fit.Laws[^1].Fit.OutlierCount],
            Predicted = fit.Matrix == CurvatureMatrices.GaussNewton && split is not null
                ? [.. split.PredictedOutliers.Take(Shown(split)).Where(p => p > fit.Spectrum.NoiseFloor)]
                : [],
            OutliersName = "beyond few-atoms",
            PredictedName = "from class means",
            IsLogarithmic = true,
        };
    }

    // C outliers are claimed, of C² eigenvalues that the class means have.
    private static int Shown(SplitAnalysis split) => (int)Math.Round(Math.Sqrt(split.PredictedOutliers.Count));

    private static string PlotOf(string point) => $"plots/theory-{point}";

    private static string Word(FitVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
