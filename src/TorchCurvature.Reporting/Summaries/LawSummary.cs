using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>Laws of sample covariance spectra in tables: edges, moments, and what becomes of single large eigenvalues.</summary>
internal static class LawSummary
{
    private static readonly string[] s_predictions = ["spike ℓ", "", "place", "squared overlap"];

    /// <summary>The Marchenko–Pastur law.</summary>
    public static SummaryTable Of(MarchenkoPastur law, double gamma, double scale)
    {
        double mean = law.Moment(1), deviation = Math.Sqrt(law.Moment(2) - (mean * mean));
        return new SummaryTable("Marchenko–Pastur law", [""],
        [
            ["γ = P/N", Show.Theoretical(gamma)],
            ["σ²", Show.Theoretical(scale)],
            ["lower edge σ²(1 − √γ)²", Show.Theoretical(law.LowerEdge)],
            ["upper edge σ²(1 + √γ)²", Show.Theoretical(law.UpperEdge)],
            ["share of zeros", Show.Theoretical(law.AtomAtZero)],
            ["mean, zeros included", Show.Theoretical(mean)],
            ["standard deviation", Show.Theoretical(deviation)],
            ["median", Show.Theoretical(law.Quantile(0.5))],
        ]);
    }

    /// <summary>The bulks of a general law.</summary>
    public static SummaryTable Of(GeneralizedMarchenkoPastur law) => new(
        "lower edge", ["upper edge", "share of the eigenvalues"],
        [.. law.Bulks.Select(b => (IReadOnlyList<string>)
            [Show.Theoretical(b.Lower), Show.Theoretical(b.Upper), Show.Theoretical(b.Mass)])])
    {
        Heading = $"Bulks; the share of zeros is {Show.Theoretical(law.AtomAtZero)}",
    };

    /// <summary>What becomes of spikes beside it.</summary>
    public static SummaryTable Of(IEnumerable<OutlierPrediction> predictions) =>
        new(s_predictions[0], s_predictions[1..], [.. predictions.Select(RowOf)])
        {
            Heading = "Spikes",
            TextColumns = new HashSet<int> { 0 },
        };

    /// <summary>What becomes of one spike beside white data, and of others about the thresholds.</summary>
    public static SummaryTable Of(SpikedCovariance model, double spike, double gamma, double scale)
    {
        (string Name, double Spike)[] rows =
        [
            ("--spike", spike), ("½ of lower threshold", 0.5 * model.LowerThreshold), ("lower threshold", model.LowerThreshold),
            ("threshold", model.Threshold), ("1½ thresholds", 1.5 * model.Threshold), ("2 thresholds", 2 * model.Threshold),
        ];
        return new SummaryTable(
            "", s_predictions,
            [.. rows.Where(r => r.Spike > 0).Select(r => (IReadOnlyList<string>)[r.Name, .. RowOf(model.Predict(r.Spike))])])
        {
            Heading = $"γ = {Show.Theoretical(gamma)}, σ² = {Show.Theoretical(scale)}, "
                + $"bulk from {Show.Theoretical(model.Bulk.LowerEdge)} to {Show.Theoretical(model.Bulk.UpperEdge)}",
            TextColumns = new HashSet<int> { 1 },
        };
    }

    private static IReadOnlyList<string> RowOf(OutlierPrediction p) =>
        [Show.Theoretical(p.Spike), p.IsOutlier ? "outlier" : "in the bulk", Show.Theoretical(p.Place), Show.Theoretical(p.Overlap)];
}
