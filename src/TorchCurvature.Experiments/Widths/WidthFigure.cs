using TorchCurvature.Data;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.Widths;

/// <summary>
/// What figures 4, 5 and 6 share: the same 1,000 digits, fully connected networks of growing width, the same step and stopping rule, exact
/// Hessians.
/// </summary>
internal abstract class WidthFigure : Experiment
{
    private const int Samples = 1000;
    private const int Digits = 10;

    // Where the paper's table stopped, for all widths alike; no training ends by the number of its steps.
    private const double Stop = 1e-3;

    /// <summary>What the reader sees.</summary>
    protected abstract string Explanation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => [.. base.Files, $"{Name}-runs.csv"];

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        int[] widths = context.Preset switch
        {
            Preset.Smoke => [3, 6],
            Preset.Quick => [5, 8, 14, 24, 40],
            _ => [5, 8, 14, 24, 40, 80, 140],
        };
        string folder = context.Preset == Preset.Smoke ? "" : context.Resolve(Mnist.Source, cancellation);
        ImageCell[] cells = [.. from width in widths
                                from seed in Enumerable.Range(0, context.Seeds)
                                select Cell(context.Preset, width, seed) with { DataFolder = folder }];
        Solution[][] solutions = [.. context.Measure<Solution>(cells, cancellation).Chunk(context.Seeds)];
        MeasuredWidth[] measured = [.. widths.Zip(solutions, (width, ofWidth) => new MeasuredWidth(width, ofWidth))];

        int classes = context.Preset == Preset.Smoke ? ImageCell.BlobClasses : Digits;
        using (var figure = new Figure(Draw(classes, measured)))
        {
            figure.Write(directory, Name);
        }

        CsvTable.Write(
            directory, $"{Name}.csv",
            from m in measured
            from s in m.Spectra.Index()
            from p in Curve(s.Item)
            select (m.Numbers.Width, m.Numbers.Parameters, Seed: s.Index, p.X, p.Y),
            [
                new("width", row => row.Width),
                new("parameters", row => row.Parameters),
                new("seed", row => row.Seed),
                new("x", row => row.X, "G9"),
                new("eigenvalue", row => row.Y),
            ]);
        WriteRuns(directory, measured);
        IReadOnlyList<Verdict> verdicts = context.Judge(Judge(classes, measured));
        ExperimentPage.Write(directory, this, context, verdicts, Explanation + "\n\n" + Table(measured));
        return verdicts;
    }

    /// <summary>The curve of one spectrum.</summary>
    protected abstract IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum);

    /// <summary>The panels of the figure.</summary>
    protected abstract Plot[] Draw(int classes, IReadOnlyList<MeasuredWidth> widths);

    /// <summary>The curves of all widths.</summary>
    protected IReadOnlyList<EdgeCurve> Curves(IReadOnlyList<MeasuredWidth> widths) =>
    [
        .. widths.Select((width, place) =>
        {
            (double X, double Y)[][] seeds = [.. width.Spectra.Select(s => Curve(s).ToArray())];
            return new EdgeCurve(
                $"width {width.Numbers.Width}, P = {width.Numbers.Parameters}", [.. seeds[0].Select(p => p.X)],
                [.. seeds.Select(seed => seed.Select(p => p.Y).ToArray())], EdgeCurve.ColorOf(place, widths.Count));
        }),
    ];

    /// <summary>The same curves for the claims.</summary>
    protected WidthRow Row(IReadOnlyList<MeasuredWidth> widths)
    {
        var curves =
            from width in widths
            from seed in width.Spectra.Index()
            let points = Curve(seed.Item)
            select new NetworkCurve(
                width.Numbers.Width, width.Numbers.Parameters, seed.Index, width.Numbers.Seeds[seed.Index].Negatives,
                [.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]);
        return new WidthRow([.. curves]);
    }

    /// <summary>Judges the claims that the figure is for.</summary>
    protected abstract IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths);

    private void WriteRuns(RunDirectory directory, IReadOnlyList<MeasuredWidth> widths) => CsvTable.Write(
        directory, $"{Name}-runs.csv",
        from w in widths
        from s in w.Solutions.Index()
        select (w.Numbers.Width, w.Numbers.Parameters, Seed: s.Index, Solution: s.Item, Numbers: w.Numbers.Seeds[s.Index]),
        [
            new("width", row => row.Width),
            new("parameters", row => row.Parameters),
            new("seed", row => row.Seed),
            new("steps", row => row.Solution.Steps),
            new("reason", row => row.Solution.Reason.ToString()),
            new("loss", row => row.Solution.Loss),
            new("gradient_norm", row => row.Solution.GradientNorm),
            new("test_accuracy", row => row.Solution.TestAccuracy),
            new("lambda_max", row => row.Numbers.Largest),
            new("lambda_min", row => row.Numbers.Smallest),
            new("negatives", row => row.Numbers.Negatives),
        ]);

    private static ImageCell Cell(Preset preset, int width, int seed) => preset switch
    {
        Preset.Smoke => new ImageCell(
            Digits: false, Resize: 0, Samples: 60, Hidden: width, BatchSize: null, MaxSteps: 200, Stop, seed),
        _ => new ImageCell(
            Digits: true, Resize: 14, Samples, Hidden: width, BatchSize: null, MaxSteps: 1_000_000, Stop, seed),
    };

    private static string Table(IReadOnlyList<MeasuredWidth> widths) => PageTable.Of(
        widths,
        new("width", w => $"{w.Numbers.Width}"),
        new("P", w => $"{w.Numbers.Parameters:N0}"),
        new("above the bulk's edge", w => $"{w.Numbers.Outliers.ToText("0")}"),
        new("λ max", w => $"{w.Numbers.Over(s => s.Largest).ToText("0.0e+0")}"),
        new("λ min", w => $"{w.Numbers.Over(s => s.Smallest).ToText("0.0e+0")}"),
        new("negative", w => $"{w.Numbers.Over(s => s.Negatives).ToText("0")}"),
        new("‖∇L‖ at the end", w => $"{w.GradientNorm.ToText("0.0e+0")}"));
}
