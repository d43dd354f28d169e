using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Reporting;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Table1;

/// <summary>Table 1: counts of large eigenvalues beside the number of clusters, for GD and SGD, tanh and ReLU, two spreads.</summary>
internal sealed class OutlierTable : Experiment
{
    private const string Rounded = "G6";
    private const string Longer = "table1-longer";

    private static readonly OutlierRule[] _rules = Enum.GetValues<OutlierRule>();

    public override string Name => "table1";

    public override string Title => "Counting outliers for matching the number of blobs";

    public override IReadOnlyList<string> Files => [.. base.Files, $"{Longer}.csv", "table1-runs.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        PaperRow[] paper = [.. PaperRow.All.Where(r => scale.Classes.Contains(r.Classes))];
        // Seed by seed, so that an interrupted table has whole repetitions.
        BlobsCell[] cells = [.. from seed in Enumerable.Range(0, context.Seeds)
                                from row in paper
                                select BlobsCell.Of(scale, row.Optimizer, row.Activation, row.Spread, row.Classes, seed)];
        // All at once: parts of the work know of no second half.
        IReadOnlyList<Solution> solutions = context.Measure<Solution>([.. cells.Select(PaperStop.Of), .. cells], cancellation);
        MeasuredRow[] rows = Rows(solutions.Take(cells.Length)), longer = Rows(solutions.Skip(cells.Length));

        CountPlot.Write(directory, Name, rows);
        WriteSummary(directory, Name, rows);
        WriteSummary(directory, Longer, longer);
        WriteRuns(directory, [(PaperStop.GradientNorm, rows), (scale.StopGradientNorm, longer)]);
        CountedRun[] runs = [.. rows.SelectMany(r => r.Runs)];
        IReadOnlyList<Verdict> verdicts = context.Judge(
        [
            .. ClaimList.Verdicts(new() { [33] = OutlierCountClaims.WithinOne(runs), [3] = MagnitudeClaims.SameBulk(runs) }),
            .. OutlierClaims.Of([.. rows.Select(r => r.Counts)]),
            MeanClaims.Of([.. rows.Select(r => new RowMean(r.Paper, r.Mean.Median))]),
        ]);
        ExperimentPage.Write(directory, this, context, verdicts, OutlierPage.Text(rows, longer, scale, context));
        return verdicts;

        MeasuredRow[] Rows(IEnumerable<Solution> ofStop) =>
            [.. paper.Select((row, i) => new MeasuredRow(row, [.. ofStop.Where((_, cell) => cell % paper.Length == i)]))];
    }

    private static void WriteSummary(RunDirectory directory, string name, IReadOnlyList<MeasuredRow> rows) => CsvTable.Write(
        directory, $"{name}.csv", rows,
    [
        new("algorithm", row => row.Paper.Optimizer == Optimizer.GradientDescent ? "gd" : "sgd"),
        new("activation", row => row.Paper.Activation.ToString().ToLowerInvariant()),
        new("parameters", row => row.Spectra[0].Dimension),
        new("covariance", row => row.Paper.Spread, CsvTable.Shortest),
        new("classes", row => row.Paper.Classes),
        new("seeds", row => row.Solutions.Count),
        new("mean_median", row => row.Mean.Median, Rounded),
        new("mean_min", row => row.Mean.Least, Rounded),
        new("mean_max", row => row.Mean.Greatest, Rounded),
        new("paper_mean", row => row.Paper.Mean, Rounded),
        new("standard_deviation_median", row => row.Over(seed => row.Spectra[seed].StandardDeviation).Median, Rounded),
        .. _rules.SelectMany(SummaryColumns),
        new("above_paper_cutoff_median", row => row.AbovePaperCutoff?.Median, CsvTable.Shortest),
        new("above_paper_cutoff_min", row => row.AbovePaperCutoff?.Least, CsvTable.Shortest),
        new("above_paper_cutoff_max", row => row.AbovePaperCutoff?.Greatest, CsvTable.Shortest),
        new("paper_gap", row => row.Paper.Gap),
        new("paper_ratio", row => row.Paper.Ratio),
        new("paper_gap_printed", row => row.Paper.PrintedGap),
        new("paper_ratio_printed", row => row.Paper.PrintedRatio),
        new("paper_heuristic", row => row.Paper.Heuristic),
        new("paper_cutoff", row => row.Paper.Cutoff, CsvTable.Shortest),
    ]);

    private static IEnumerable<Column<MeasuredRow>> SummaryColumns(OutlierRule rule) =>
    [
        new($"{Header(rule)}_median", row => Applicable(row.Counts.Summary(rule).Median), CsvTable.Shortest),
        new($"{Header(rule)}_min", row => Applicable(row.Counts.Summary(rule).Least), CsvTable.Shortest),
        new($"{Header(rule)}_max", row => Applicable(row.Counts.Summary(rule).Greatest), CsvTable.Shortest),
        new($"{Header(rule)}_cutoff_median", row => row.Cutoffs(rule).Median, Rounded),
        new($"{Header(rule)}_seeds_applicable", row => row.Counts.By(rule).Count(count => count is not null)),
        new($"{Header(rule)}_seeds_within_one", row => row.Counts.SeedsWithinOne(rule)),
    ];

    // No seed to which the rule applies is no number.
    private static double? Applicable(double count) => double.IsNaN(count) ? null : count;

    private void WriteRuns(RunDirectory directory, IReadOnlyList<(double Norm, MeasuredRow[] Rows)> stops) => CsvTable.Write(
        directory, $"{Name}-runs.csv",
        from stop in stops
        from row in stop.Rows
        from solution in row.Solutions.Index()
        select new SeedOfRow(stop.Norm, row, solution.Index, solution.Item, row.Spectra[solution.Index]),
        [
            new("stop", run => run.Stop, CsvTable.Shortest),
            new("row", run => run.Row.Paper.Name),
            new("seed", run => run.Seed),
            new("steps", run => run.Solution.Steps),
            new("reason", run => run.Solution.Reason.ToString()),
            new("loss", run => run.Solution.Loss, Rounded),
            new("gradient_norm", run => run.Solution.GradientNorm, Rounded),
            new("train_accuracy", run => run.Solution.TrainAccuracy, CsvTable.Shortest),
            new("test_accuracy", run => run.Solution.TestAccuracy, CsvTable.Shortest),
            new("mean", run => run.Spectrum.Mean, Rounded),
            new("lambda_max", run => run.Spectrum.Largest),
            new("lambda_min", run => run.Spectrum.Smallest),
            new("negatives", run => run.Spectrum.NegativeCount),
            new("above_paper_cutoff", run => run.AbovePaperCutoff),
            .. _rules.SelectMany(RunColumns),
        ]);

    private static IEnumerable<Column<SeedOfRow>> RunColumns(OutlierRule rule) =>
    [
        new(Header(rule), run => run.Row.Count(run.Seed, rule).Count),
        new($"{Header(rule)}_cutoff", run => run.Row.Count(run.Seed, rule).Cutoff, Rounded),
    ];

    private static string Header(OutlierRule rule) => rule.Name().Replace('-', '_');

    private sealed record SeedOfRow(double Stop, MeasuredRow Row, int Seed, Solution Solution, Spectrum Spectrum)
    {
        public long? AbovePaperCutoff => Row.Paper.Cutoff is { } cutoff ? Spectrum.Eigenvalues.Count(e => e > cutoff) : null;
    }
}
