using System.Globalization;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The fits of laws at one point, and below them the outliers of G from the class means.</summary>
internal static class TheorySummary
{
    private const int MostShown = 10;

    public static SummaryTable Table(ExactResult point)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (TheoryFit matrix in point.Theory!)
        {
            if (matrix.Laws.Count == 0)
            {
                rows.Add([matrix.Fitted, "too few eigenvalues differ from 0", "", "", "", ""]);
            }

            rows.AddRange(matrix.Laws.Select(l => Row(matrix.Fitted, l.Law, l.Fit)));
        }

        return new SummaryTable("matrix", ["law", "γ", "distance", "fit", "outliers"], rows)
        {
            Heading = $"Random-matrix laws, {point.Name}",
            Caption = point.Split is { } split ? Outliers(split) : null,
            TextColumns = new HashSet<int> { 0, 3 },
        };
    }

    private static IReadOnlyList<string> Row(string matrix, string law, BulkFit fit) =>
    [
        matrix,
        law,
        fit.Law.AspectRatio.ToString("G3", CultureInfo.InvariantCulture),
        Show.Ratio(fit.KolmogorovSmirnovDistance),
        TheoryFiles.Word(fit.Verdict),
        $"{fit.OutlierCount} above {Show.Brief(fit.OutlierThreshold)}",
    ];

    private static string Outliers(SplitResult split)
    {
        int shown = Math.Min(split.ClaimedOutliers, MostShown);
        string decay = split.WeightDecay > 0 ? " less weight decay" : "";
        string measured = string.Join(", ", split.Split.GaussNewton.Less(split.WeightDecay).Eigenvalues.Take(shown).Select(Show.Brief));
        string predicted = string.Join(", ", split.PredictedOutliers.Take(shown).Select(Show.Brief));
        return $"Largest of G{decay}: {measured}\nfrom class means: {predicted}";
    }
}
