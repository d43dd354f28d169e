using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using Color = ScottPlot.Color;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>
/// What figures 7 and 8 share: one convolutional network on the same 1,000 digits, trained from the same weights with a large and with a
/// small batch, the same step, and the same number of steps; exact Hessians.
/// </summary>
internal abstract class BatchFigure : Experiment
{
    private const int Samples = 1000;
    private const int Digits = 10;
    private const int LargeBatch = 500;
    private const int SmallBatch = 10;

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        string folder = context.Preset == Preset.Smoke ? "" : context.Resolve(Mnist.Source, cancellation);
        long steps = context.Preset switch { Preset.Smoke => 100, Preset.Quick => 1500, _ => 20_000 };
        ImageCell[] cells = [.. Enumerable.Range(0, context.Seeds).SelectMany(seed => Both(context.Preset, folder, steps, seed))];
        IEnumerable<Solution[]> solutions = context.Measure<Solution>(cells, cancellation).Chunk(2);
        MeasuredPair[] pairs = [.. solutions.Select((pair, seed) => new MeasuredPair(seed, pair[0], pair[1]))];

        EdgeCurve[] curves =
        [
            CurveOf($"large batch ({LargeBatch})", pairs.Select(p => p.LargeSpectrum), PlotStyle.Blue),
            CurveOf($"small batch ({SmallBatch})", pairs.Select(p => p.SmallSpectrum), PlotStyle.Vermilion),
        ];
        using (var figure = new Figure(Draw(context.Preset == Preset.Smoke ? ImageCell.BlobClasses : Digits, curves)))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv",
            from pair in pairs
            from end in new[] { (Batch: "large", Spectrum: pair.LargeSpectrum), (Batch: "small", Spectrum: pair.SmallSpectrum) }
            from p in Curve(end.Spectrum)
            select (end.Batch, pair.Seed, p.X, p.Y),
            [
                new("batch", row => row.Batch),
                new("seed", row => row.Seed),
                new("x", row => row.X, "G9"),
                new("eigenvalue", row => row.Y),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge(Judge(pairs));
        ExperimentPage.Write(directory, this, context, verdicts, Explanation(pairs[0], steps) + "\n\n" + Table(pairs));
        return verdicts;
    }

    /// <summary>The curve of one spectrum.</summary>
    protected abstract IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum);

    /// <summary>The panels of the figure.</summary>
    protected abstract Plot[] Draw(int classes, IReadOnlyList<EdgeCurve> curves);

    /// <summary>The same curves for the claims.</summary>
    protected BatchEdges[] Edges(IReadOnlyList<MeasuredPair> seeds) =>
        [.. seeds.Select(s => new BatchEdges(Heights(s.LargeSpectrum), Heights(s.SmallSpectrum)))];

    /// <summary>Judges the claims that the figure is for.</summary>
    protected abstract IReadOnlyList<Verdict> Judge(IReadOnlyList<MeasuredPair> seeds);

    // No stopping rule but the number of steps: that is what makes the two comparable.
    private static ImageCell[] Both(Preset preset, string folder, long steps, int seed)
    {
        bool isSmoke = preset == Preset.Smoke;
        var large = new ImageCell(
            Digits: !isSmoke,
            Resize: isSmoke ? 0 : 28,
            Samples: isSmoke ? 60 : Samples,
            Hidden: isSmoke ? 5 : 0,
            BatchSize: isSmoke ? 30 : LargeBatch,
            MaxSteps: steps,
            StopGradientNorm: 0,
            Seed: seed)
        {
            DataFolder = folder,
        };
        return [large, large with { BatchSize = isSmoke ? 7 : SmallBatch }];
    }

    private static string Explanation(MeasuredPair pair, long steps) => string.Create(
        CultureInfo.InvariantCulture,
        $"One convolutional network (5×5 convolutions of 6 and 16 channels, P = {pair.Numbers.Large.Parameters}) on {Samples} digits, "
        + $"from the same weights with batches of {LargeBatch} and of {SmallBatch},\n"
        + $"learning rate 0.1, {steps:N0} steps each: medians over the seeds, and their range behind them.");

    private double[] Heights(Spectrum spectrum) => [.. Curve(spectrum).Select(p => p.Y)];

    private EdgeCurve CurveOf(string name, IEnumerable<Spectrum> seeds, Color color)
    {
        (double X, double Y)[][] curves = [.. seeds.Select(s => Curve(s).ToArray())];
        return new EdgeCurve(name, [.. curves[0].Select(p => p.X)], [.. curves.Select(c => c.Select(p => p.Y).ToArray())], color);
    }

    private static string OrNotApplicable(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "not applicable";

    private static string KneeOf(IReadOnlyList<double> scree)
    {
        if (scree.Count < Knee.ShortestScree)
        {
            return "too few";
        }

        var knee = Knee.Of(scree);
        string certainty = knee.IsClear
            ? string.Create(CultureInfo.InvariantCulture, $"[{knee.Lower:0.0}, {knee.Upper:0.0}]")
            : "(not clear)";
        return string.Create(CultureInfo.InvariantCulture, $"{knee.Place:0.0} {certainty}");
    }

    private static string Table(IReadOnlyList<MeasuredPair> pairs) => PageTable.Of(
        pairs,
        new("seed", p => $"{p.Seed}"),
        new("knee, large", p => $"{KneeOf(p.Screes.One)}"),
        new("small", p => $"{KneeOf(p.Screes.Other)}"),
        new("above the edge, large", p => $"{OrNotApplicable(p.Numbers.Large.Outliers)}"),
        new("small", p => $"{OrNotApplicable(p.Numbers.Small.Outliers)}"),
        new("λ max, large", p => $"{p.Numbers.Large.Largest:0.00e+0}"),
        new("small", p => $"{p.Numbers.Small.Largest:0.00e+0}"),
        new("ratio", p => $"{p.Numbers.Ratio:0.0}"),
        new("λ min, large", p => $"{p.Numbers.Large.Smallest:0.0e+0}"),
        new("small", p => $"{p.Numbers.Small.Smallest:0.0e+0}"),
        new("loss, large", p => $"{p.Large.Loss:0.0e+0}"),
        new("small", p => $"{p.Small.Loss:0.0e+0}"),
        new("test accuracy, large", p => $"{p.Large.TestAccuracy:0.0 %}"),
        new("small", p => $"{p.Small.TestAccuracy:0.0 %}"));
}
