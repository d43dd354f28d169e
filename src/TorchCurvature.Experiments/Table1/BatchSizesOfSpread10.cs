using System.Globalization;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Statistics;
using TorchCurvature.Studies.Runs;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.Table1;

/// <summary>
/// The rows of table 1 for SGD and spread 10 do not come out with the batches of 32 that fit the others: which batch size they fit.
/// </summary>
internal sealed class BatchSizesOfSpread10 : Experiment
{
    private const double Spread = 10;

    public override string Name => "batch-sizes";

    public override string Title => "Which batch size gives the mean eigenvalues of table 1 for SGD and spread 10";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        var scale = BlobsScale.Of(context.Preset);
        PaperRow[] rows =
        [
            .. PaperRow.All.Where(r => r.Optimizer == Optimizer.StochasticGradientDescent && r.Spread == Spread)
                .Where(r => scale.Classes.Contains(r.Classes)),
        ];
        int[] sizes = context.Preset == Preset.Smoke ? [8, 16] : [4, 6, 8, 12, 16, 32];
        BlobsCell[] cells = [.. from row in rows
                                from size in sizes
                                from seed in Enumerable.Range(0, context.Seeds)
                                select Cell(scale, row, size, seed)];
        Solution[][] solutions = [.. context.Measure<Solution>(cells, cancellation).Chunk(context.Seeds)];
        BatchMean[] means =
        [
            .. from place in solutions.Index()
               let row = rows[place.Index / sizes.Length]
               let size = sizes[place.Index % sizes.Length]
               select new BatchMean(row, size, [.. place.Item.Select(s => s.FinalSpectrum().Mean)]),
        ];
        Draw(directory, means);
        CsvTable.Write(
            directory, $"{Name}.csv",
            from mean in means.Zip(solutions)
            from seed in mean.Second.Index()
            select (Mean: mean.First, Seed: seed.Index, seed.Item.Steps, seed.Item.GradientNorm),
            [
                new("classes", row => row.Mean.Paper.Classes),
                new("batch_size", row => row.Mean.BatchSize),
                new("seed", row => row.Seed),
                new("steps", row => row.Steps),
                new("gradient_norm", row => row.GradientNorm),
                new("mean", row => row.Mean.Means[row.Seed]),
                new("paper_mean", row => row.Mean.Paper.Mean, CsvTable.Shortest),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge([BatchSizeClaims.OneSizeFitsAll(means)]);
        ExperimentPage.Write(directory, this, context, verdicts, Text(scale, rows, means));
        return verdicts;
    }

    private static BlobsCell Cell(BlobsScale scale, PaperRow row, int size, int seed) =>
        PaperStop.Of(BlobsCell.Of(scale, row.Optimizer, row.Activation, row.Spread, row.Classes, seed)) with { BatchSize = size };

    private void Draw(RunDirectory directory, BatchMean[] means)
    {
        Plot panel = StepPanel.Draw(
            "mean λ, ours over the paper's",
            [
                .. means.GroupBy(m => m.Paper.Classes).Select(row => (
                    string.Create(CultureInfo.InvariantCulture, $"C = {row.Key}"),
                    (IReadOnlyList<(double X, double Y)>)
                        [.. row.Select(m => ((double)m.BatchSize, Interval.OfGeometricMean(m.Quotients).Value))])),
            ],
            xLabel: "examples of a batch");
        panel.Add.HorizontalLine(0, 1, PlotStyle.Grey); // the logarithm of 1
        using var figure = new Figure(panel);
        figure.Write(directory, Name);
    }

    private static string Text(BlobsScale scale, IReadOnlyList<PaperRow> rows, BatchMean[] means)
    {
        string table = PageTable.Of(
            means.GroupBy(m => m.BatchSize),
            [
                new PageColumn<IGrouping<int, BatchMean>>("batch", size => $"{size.Key}"),
                .. rows.Select(row => new PageColumn<IGrouping<int, BatchMean>>(
                    string.Create(CultureInfo.InvariantCulture, $"C = {row.Classes}"),
                    size => $"{SeedSummary.Of(size.Single(m => m.Paper == row).Quotients).ToText("0.00")}")),
            ]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            The rows of [table 1](../table1) for SGD and spread 10 were trained anew with batches of other sizes, all else as there: until
            the norm of a batch's gradient is {PaperStop.GradientNorm:0e+0}, in the order of the data, at most {scale.MaxSteps:N0} steps.
            The paper does not say which size it took. Mean eigenvalue over the paper's, median [range] over the seeds; in the picture
            geometric means, and a line at 1:

            {table}
            """);
    }
}
