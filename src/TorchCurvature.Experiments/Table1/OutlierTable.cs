using System.Globalization;
using System.Text;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Table1;

/// <summary>Table 1: counts of large eigenvalues beside the number of clusters, for GD and SGD, tanh and ReLU, two covariances.</summary>
internal sealed class OutlierTable : Experiment
{
    private const string Rounded = "G6";

    private static readonly OutlierRule[] _rules = Enum.GetValues<OutlierRule>();

    public override string Name => "table1";

    public override string Title => "Counting outliers for matching the number of blobs";

    public override IReadOnlyList<string> Files => [.. base.Files, "table1-runs.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        PaperRow[] paper = [.. PaperRow.All.Where(r => scale.Classes.Contains(r.Classes))];
        // Seed by seed, so that an interrupted table has whole repetitions.
        BlobsCell[] cells = [.. from seed in Enumerable.Range(0, context.Seeds)
                                from row in paper
                                select BlobsCell.Of(scale, row.Optimizer, row.Activation, row.Covariance, row.Classes, seed)];
        IReadOnlyList<Solution> solutions = context.Measure<Solution>(cells, cancellation);
        MeasuredRow[] rows = [.. paper.Select((row, i) => new MeasuredRow(row, [.. Enumerable.Range(0, context.Seeds).Select(seed => solutions[(seed * paper.Length) + i])]))];

        CountPlot.Write(directory, Name, rows);
        WriteSummary(directory, rows);
        WriteRuns(directory, rows);
        IReadOnlyList<Verdict> verdicts = Judge(context, rows);
        ExperimentPage.Write(directory, this, context, verdicts, Text(rows, scale, context));
        return verdicts;
    }

    private static List<Verdict> Judge(ExperimentContext context, IReadOnlyList<MeasuredRow> rows)
    {
        MeasuredRow[] relu = [.. rows.Where(r => r.Paper.Activation == Activation.ReLU)];
        MeasuredRow[] tanh = [.. rows.Where(r => r.Paper.Activation == Activation.Tanh)];
        int paperWithinOne = relu.Count(r => Math.Abs(r.Paper.Heuristic!.Value - r.Paper.Classes) <= 1);
        string old = string.Join(", ", _rules.Select(rule => $"{rule.Name()} {relu.Count(r => r.IsWithinOne(rule))}"));
        List<Verdict> verdicts =
        [
            context.Judge(
                "For ReLU networks the number of large eigenvalues is the number of clusters, within one.",
                relu.Count(r => r.IsWithinOne(OutlierRule.BulkEdge)) >= relu.Length - 1,
                $"median of bulk-edge within one of C in {relu.Count(r => r.IsWithinOne(OutlierRule.BulkEdge))} of {relu.Length} rows "
                + $"({relu.Sum(r => r.SeedsWithinOne(OutlierRule.BulkEdge))} of {relu.Sum(r => r.Solutions.Count)} runs); the paper's heuristic, one run each: {paperWithinOne}"),
            context.Judge(
                "Largest gap and largest ratio find that number less reliably than a threshold at the bulk's edge.",
                relu.Count(r => r.IsWithinOne(OutlierRule.BulkEdge)) > Math.Max(relu.Count(r => r.IsWithinOne(OutlierRule.Gap)), relu.Count(r => r.IsWithinOne(OutlierRule.Ratio))),
                $"rows of {relu.Length} within one: {old}"),
        ];
        if (tanh.Length > 0)
        {
            verdicts.Add(context.Judge(
                "(the paper has no answer) For tanh networks the number of large eigenvalues is the number of clusters, within one.",
                tanh.All(r => r.IsWithinOne(OutlierRule.BulkEdge)),
                string.Join("; ", tanh.Select(r => $"C = {r.Paper.Classes}: bulk-edge {r.Counts(OutlierRule.BulkEdge).ToText("0")}"))));
        }

        return verdicts;
    }

    private static string Text(IReadOnlyList<MeasuredRow> rows, BlobsScale scale, ExperimentContext context)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Each line of the picture is a row of the paper's table, the grey bar its number of classes C; colours are our rules (median over {context.Seeds} seeds, lines from smallest to largest), black marks below
            them are the paper's numbers (one run). Networks {scale.Dimension}–{scale.Hidden}–{scale.Hidden}–C, N = {scale.Samples}, step 0.1, until the gradient's norm is {scale.StopGradientNorm:0e+0} or after
            {scale.MaxSteps:N0} steps; exact Hessian in float64, {context.CellSeconds / 60:0.0} minutes of one thread in all. Counts are median [range]; bold where the median is within one of C.


            """);
        text.Append("| row | mean λ | (paper) | gap | (paper) | ratio | (paper) | elbow | (paper's heuristic) | **bulk-edge** | its cutoff | (paper's cutoff) | ‖∇L‖ at the end |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (MeasuredRow row in rows)
        {
            PaperRow paper = row.Paper;
            text.Append(CultureInfo.InvariantCulture, $"| {paper.Name} | {row.Over(s => row.Spectra[s].Mean).Median:0.00e+0} | {paper.Mean:0.00e+0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(row, OutlierRule.Gap)} | {paper.Gap} | {Cell(row, OutlierRule.Ratio)} | {paper.Ratio} | {Cell(row, OutlierRule.Elbow)} | {paper.Heuristic?.ToString(CultureInfo.InvariantCulture) ?? "N/A"} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(row, OutlierRule.BulkEdge)} | {row.Cutoffs(OutlierRule.BulkEdge).Median:0.0e+0} | {paper.Cutoff?.ToString(CultureInfo.InvariantCulture) ?? "N/A"} | {row.Over(s => row.Solutions[s].GradientNorm).Median:0.0e+0} |\n");
        }

        string[] differ = [.. rows.Where(r => r.Paper.Heuristic is { } h && Math.Abs(r.Counts(OutlierRule.BulkEdge).Median - h) > 1).Select(r => $"{r.Paper.Name} ({r.Counts(OutlierRule.BulkEdge).Median:0} against {r.Paper.Heuristic})")];
        int compared = rows.Count(r => r.Paper.Heuristic is not null);
        text.Append(CultureInfo.InvariantCulture, $"\nAgreement with the paper: bulk-edge and the paper's heuristic differ by at most one in {compared - differ.Length} of the {compared} rows where the paper has a number");
        text.Append(differ.Length == 0 ? ".\n" : $"; they differ in {string.Join(", ", differ)}.\n");
        double cutoffs = SeedSummary.Of(rows.Where(r => r.Paper.Cutoff is not null).Select(r => r.Paper.Cutoff!.Value / r.Cutoffs(OutlierRule.BulkEdge).Median).Where(double.IsFinite).DefaultIfEmpty(double.NaN)).Median;
        text.Append(CultureInfo.InvariantCulture, $"The paper's cutoffs are {cutoffs:0.0} times ours (median over the rows): they move with how far training went, which the paper does not say. Its columns for mean and standard deviation of the eigenvalues hold the same numbers; our standard deviations are in table1.csv.\n");
        return text.ToString();
    }

    private static string Cell(MeasuredRow row, OutlierRule rule)
    {
        string text = row.Counts(rule).ToText("0");
        return row.IsWithinOne(rule) ? $"**{text}**" : text;
    }

    private void WriteSummary(RunDirectory directory, IReadOnlyList<MeasuredRow> rows) => CsvTable.Write(directory, $"{Name}.csv", rows,
    [
        new("algorithm", row => row.Paper.Optimizer == Training.Optimizer.GradientDescent ? "gd" : "sgd"),
        new("activation", row => row.Paper.Activation.ToString().ToLowerInvariant()),
        new("parameters", row => row.Spectra[0].Dimension),
        new("covariance", row => row.Paper.Covariance, CsvTable.Shortest),
        new("classes", row => row.Paper.Classes),
        new("seeds", row => row.Solutions.Count),
        new("mean_median", row => Mean(row).Median, Rounded),
        new("mean_min", row => Mean(row).Least, Rounded),
        new("mean_max", row => Mean(row).Greatest, Rounded),
        new("paper_mean", row => row.Paper.Mean, Rounded),
        new("standard_deviation_median", row => row.Over(seed => row.Spectra[seed].StandardDeviation).Median, Rounded),
        .. _rules.SelectMany(SummaryColumns),
        new("paper_gap", row => row.Paper.Gap),
        new("paper_ratio", row => row.Paper.Ratio),
        new("paper_heuristic", row => row.Paper.Heuristic),
        new("paper_cutoff", row => row.Paper.Cutoff, CsvTable.Shortest),
    ]);

    private static SeedSummary Mean(MeasuredRow row) => row.Over(seed => row.Spectra[seed].Mean);

    private static IEnumerable<Column<MeasuredRow>> SummaryColumns(OutlierRule rule) =>
    [
        new($"{Header(rule)}_median", row => row.Counts(rule).Median, CsvTable.Shortest),
        new($"{Header(rule)}_min", row => row.Counts(rule).Least, CsvTable.Shortest),
        new($"{Header(rule)}_max", row => row.Counts(rule).Greatest, CsvTable.Shortest),
        new($"{Header(rule)}_cutoff_median", row => row.Cutoffs(rule).Median, Rounded),
        new($"{Header(rule)}_seeds_within_one", row => row.SeedsWithinOne(rule)),
    ];

    private void WriteRuns(RunDirectory directory, IReadOnlyList<MeasuredRow> rows) => CsvTable.Write(
        directory, $"{Name}-runs.csv",
        rows.SelectMany(row => row.Solutions.Select((s, seed) => new SeedOfRow(row, seed, s, row.Spectra[seed]))),
        [
            new("row", run => run.Row.Paper.Name),
            new("seed", run => run.Seed),
            new("steps", run => run.Solution.Steps),
            new("reason", run => run.Solution.Reason.ToString()),
            new("loss", run => run.Solution.Loss, Rounded),
            new("gradient_norm", run => run.Solution.GradientNorm, Rounded),
            new("train_accuracy", run => run.Solution.TrainAccuracy, CsvTable.Shortest),
            new("test_accuracy", run => run.Solution.TestAccuracy, CsvTable.Shortest),
            new("lambda_max", run => run.Spectrum.Largest),
            new("lambda_min", run => run.Spectrum.Smallest),
            new("negatives", run => run.Spectrum.NegativeCount),
            .. _rules.SelectMany(RunColumns),
        ]);

    private static IEnumerable<Column<SeedOfRow>> RunColumns(OutlierRule rule) =>
    [
        new(Header(rule), run => run.Row.Count(run.Seed, rule).Count),
        new($"{Header(rule)}_cutoff", run => run.Row.Count(run.Seed, rule).Cutoff, Rounded),
    ];

    private static string Header(OutlierRule rule) => rule.Name().Replace('-', '_');

    private sealed record SeedOfRow(MeasuredRow Row, int Seed, Solution Solution, Spectrum Spectrum);
}
