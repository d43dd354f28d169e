using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>
/// What figures 7 and 8 share: one convolutional network on the same 1,000 digits, trained from the same weights with a large and with a small batch, the same step, and the same number of steps; exact
/// Hessians.
/// </summary>
internal abstract class BatchFigure : Experiment
{
    private const int Samples = 1000;

    protected const int LargeBatch = 500;
    protected const int SmallBatch = 10;

    /// <summary>What the horizontal axis counts.</summary>
    protected abstract string AxisLabel { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        string folder = context.Preset == Preset.Smoke ? "" : context.Resolve(Mnist.Source, cancellation);
        long steps = context.Preset switch { Preset.Smoke => 100, Preset.Quick => 1500, _ => 20_000 };
        // No stopping rule but the number of steps: that is what makes the two comparable.
        ImageCell[] cells = [.. from seed in Enumerable.Range(0, context.Seeds)
                                from batch in new[] { LargeBatch, SmallBatch }
                                select context.Preset == Preset.Smoke
                                    ? new ImageCell(Digits: false, 0, 60, 5, batch == LargeBatch ? 30 : 7, steps, 0, seed)
                                    : new ImageCell(Digits: true, 28, Samples, Hidden: 0, batch, steps, 0, seed) { DataFolder = folder }];
        Solution[][] solutions = [.. context.Measure<Solution>(cells, cancellation).Chunk(2)];
        (Spectrum Large, Spectrum Small)[] spectra = [.. solutions.Select(pair => (pair[0].FinalSpectrum(), pair[1].FinalSpectrum()))];

        using (var figure = new Figure(EdgePanel.Draw("", AxisLabel, [($"large batch ({LargeBatch})", Curve(spectra[0].Large)), ($"small batch ({SmallBatch})", Curve(spectra[0].Small))])))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv",
            from s in spectra.Index()
            from end in new[] { (Batch: "large", Spectrum: s.Item.Large), (Batch: "small", Spectrum: s.Item.Small) }
            from p in Curve(end.Spectrum)
            select (end.Batch, Seed: s.Index, p.X, p.Y),
            [
                new("batch", row => row.Batch),
                new("seed", row => row.Seed),
                new("x", row => row.X, "G9"),
                new("eigenvalue", row => row.Y),
            ]);
        IReadOnlyList<Verdict> verdicts = Judge(context, spectra);
        ExperimentPage.Write(directory, this, context, verdicts, string.Create(CultureInfo.InvariantCulture, $"""
            One convolutional network (5×5 convolutions of 6 and 16 channels, P = {spectra[0].Large.Dimension}) on {Samples} digits, from the same weights with batches of {LargeBatch} and of {SmallBatch},
            step 0.1, {steps:N0} steps each (the picture shows seed 0).

            """) + Table(solutions, spectra));
        return verdicts;
    }

    /// <summary>The curve of one spectrum.</summary>
    protected abstract IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum);

    /// <summary>Judges the claims that the figure is for.</summary>
    protected abstract IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<(Spectrum Large, Spectrum Small)> spectra);

    /// <summary>Eigenvalues above the bulk's edge.</summary>
    protected static int Outliers(Spectrum spectrum) => OutlierCounting.Count(spectrum, OutlierRule.BulkEdge).Count;

    /// <summary>The probability that a fair coin falls on one side as often or more: the one-sided sign test.</summary>
    protected static double SignTest(int successes, int trials)
    {
        double total = 0, ways = 1;
        for (int k = 0; k <= trials; k++)
        {
            total += k >= successes ? ways : 0;
            ways = ways * (trials - k) / (k + 1);
        }

        return total / Math.Pow(2, trials);
    }

    private static string Table(Solution[][] solutions, (Spectrum Large, Spectrum Small)[] spectra)
    {
        var lines = new List<string>
        {
            "",
            "| seed | above the edge, large | small | λ max, large | small | ratio | λ min, large | small | loss, large | small | test accuracy, large | small |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        };
        for (int seed = 0; seed < spectra.Length; seed++)
        {
            (Spectrum large, Spectrum small) = spectra[seed];
            (Solution one, Solution other) = (solutions[seed][0], solutions[seed][1]);
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {seed} | {Outliers(large)} | {Outliers(small)} | {large.Largest:0.00e+0} | {small.Largest:0.00e+0} | {large.Largest / small.Largest:0.0} | {large.Smallest:0.0e+0} | {small.Smallest:0.0e+0} | {one.Loss:0.0e+0} | {other.Loss:0.0e+0} | {one.TestAccuracy:0.0 %} | {other.TestAccuracy:0.0 %} |"));
        }

        return string.Join('\n', lines);
    }
}
