using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Widths;

/// <summary>What figures 4, 5 and 6 share: the same 1,000 digits, fully connected networks of growing width, the same step and stopping rule, exact Hessians.</summary>
internal abstract class WidthFigure : Experiment
{
    private const int Samples = 1000;

    /// <summary>What the horizontal axis counts.</summary>
    protected abstract string AxisLabel { get; }

    /// <summary>What the reader sees.</summary>
    protected abstract string Explanation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        int[] widths = context.Preset switch { Preset.Smoke => [3, 6], Preset.Quick => [5, 8, 14, 24, 40], _ => [5, 8, 14, 24, 40, 80] };
        string folder = context.Preset == Preset.Smoke ? "" : context.Resolve(Mnist.Source, cancellation);
        ImageCell[] cells = [.. from width in widths
                                from seed in Enumerable.Range(0, context.Seeds)
                                select context.Preset == Preset.Smoke
                                    ? new ImageCell(Digits: false, 0, 60, width, null, 200, 1e-4, seed)
                                    : new ImageCell(Digits: true, 14, Samples, width, null, context.Preset == Preset.Quick ? 20_000 : 400_000, 1e-4, seed) { DataFolder = folder }];
        IReadOnlyList<Solution> solutions = context.Measure<Solution>(cells, cancellation);
        Spectrum[][] spectra = [.. solutions.Select(s => s.FinalSpectrum()).Chunk(context.Seeds)];

        (string, IReadOnlyList<(double, double)>)[] curves = [.. widths.Select((w, i) => ($"width {w}, P = {spectra[i][0].Dimension}", Curve(spectra[i][0])))];
        using (var figure = new Figure(EdgePanel.Draw("", AxisLabel, curves)))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv",
            from w in widths.Index()
            from s in spectra[w.Index].Index()
            from p in Curve(s.Item)
            select (Width: w.Item, Parameters: s.Item.Dimension, Seed: s.Index, p.X, p.Y),
            [
                new("width", row => row.Width),
                new("parameters", row => row.Parameters),
                new("seed", row => row.Seed),
                new("x", row => row.X, "G9"),
                new("eigenvalue", row => row.Y),
            ]);
        IReadOnlyList<Verdict> verdicts = Judge(context, widths, spectra);
        ExperimentPage.Write(directory, this, context, verdicts, Explanation + "\n\n" + Table(widths, spectra, solutions, context));
        return verdicts;
    }

    /// <summary>The curve of one spectrum.</summary>
    protected abstract IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum);

    /// <summary>Judges the claims that the figure is for.</summary>
    protected abstract IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<int> widths, IReadOnlyList<Spectrum[]> spectra);

    private static string Table(int[] widths, Spectrum[][] spectra, IReadOnlyList<Solution> solutions, ExperimentContext context)
    {
        var lines = new List<string> { "| width | P | above the bulk's edge | λ max | λ min | negative | ‖∇L‖ at the end |", "| --- | --- | --- | --- | --- | --- | --- |" };
        for (int i = 0; i < widths.Length; i++)
        {
            Spectrum[] seeds = spectra[i];
            SeedSummary gradient = SeedSummary.Of(solutions.Skip(i * context.Seeds).Take(context.Seeds).Select(s => s.GradientNorm));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {widths[i]} | {seeds[0].Dimension:N0} | {Over(seeds, Outliers, "0")} | {Over(seeds, s => s.Largest, "0.0e+0")} | {Over(seeds, s => s.Smallest, "0.0e+0")} | {Over(seeds, s => s.NegativeCount, "0")} | {gradient.ToText("0.0e+0")} |"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>C.</summary>
    protected static int Classes(ExperimentContext context) => context.Preset == Preset.Smoke ? ImageCell.BlobClasses : 10;

    /// <summary>Eigenvalues above the bulk's edge.</summary>
    protected static double Outliers(Spectrum spectrum) => OutlierCounting.Count(spectrum, OutlierRule.BulkEdge).Count;

    /// <summary>A number over the seeds, as text.</summary>
    protected static string Over(IEnumerable<Spectrum> seeds, Func<Spectrum, double> value, string format) => SeedSummary.Of(seeds.Select(value)).ToText(format);
}
