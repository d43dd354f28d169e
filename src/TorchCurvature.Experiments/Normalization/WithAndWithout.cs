using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.Normalization;

/// <summary>The largest eigenvalues of networks with and without batch normalization.</summary>
internal sealed class WithAndWithout : LaterExperiment
{
    private const int Shown = 60;

    public override string Name => "ghorbani";

    public override string Title => "Outliers with and without batch normalization";

    protected override string Source =>
        "Ghorbani, Krishnan, Xiao 2019: An Investigation into Neural Net Optimization via Hessian Eigenvalue Density, ICML, "
        + "arXiv:1901.10159";

    protected override string Printed =>
        "The paper has residual networks on CIFAR-10 and ImageNet and shows densities; it prints no number that can be compared.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        NormalizationCell usual = Cell(context.Preset);
        NormalizationCell[] cells =
        [
            .. from seed in Enumerable.Range(0, context.Seeds)
               from isNormalized in (bool[])[false, true]
               select usual with { Seed = seed, IsNormalized = isNormalized },
        ];
        (NormalizedSpectra Plain, NormalizedSpectra Normalized)[] pairs =
            [.. context.Measure<NormalizedSpectra>(cells, cancellation).Chunk(2).Select(pair => (pair[0], pair[1]))];
        OutlierNumbers[] numbers = [.. pairs.Select(pair => OutlierNumbers.Of(usual.Classes, pair.Plain, pair.Normalized))];
        Draw(directory, pairs);
        CsvTable.Write(
            directory, "ghorbani.csv",
            pairs.Index().SelectMany(pair => Enumerable.Range(0, Shown), (pair, i) => (Seed: pair.Index, Pair: pair.Item, Index: i))
                .Where(row => row.Index < row.Pair.Plain.Stored.Count),
            [
                new("seed", row => row.Seed),
                new("index", row => row.Index + 1),
                new("plain", row => row.Pair.Plain.WithStatistics[row.Index], "G9"),
                new("normalized", row => row.Pair.Normalized.WithStatistics[row.Index], "G9"),
                new("normalized_stored_statistics", row => row.Pair.Normalized.Stored[row.Index], "G9"),
            ]);
        IReadOnlyList<Verdict> verdicts = context.Judge(NormalizationClaims.Of(usual.Classes, numbers));
        string table = PageTable.Of(
            pairs.Zip(numbers).Index(),
            new("seed", row => $"{row.Index}"),
            new("loss, plain", row => $"{row.Item.First.Plain.Loss:0.0e+0}"),
            new("normalized", row => $"{row.Item.First.Normalized.Loss:0.0e+0}"),
            new("λ max, plain", row => $"{row.Item.First.Plain.WithStatistics[0]:0.0e+0}"),
            new("normalized", row => $"{row.Item.First.Normalized.WithStatistics[0]:0.0e+0}"),
            new("stored statistics", row => $"{row.Item.First.Normalized.Stored[0]:0.0e+0}"),
            new("decades, plain", row => $"{row.Item.Second.Plain:0.00}"),
            new("normalized", row => $"{row.Item.Second.Normalized:0.00}"),
            new("stored statistics", row => $"{row.Item.Second.Stored:0.00}"));
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"The {Shown} largest eigenvalues of the exact Hessian over λ₁: thin, every seed; thick, seed 0. Which loss is differentiated: "
            + $"\"batch statistics\" is the loss in training mode with all N examples as one\n"
            + $"batch, through whose mean and variance derivatives go; \"stored statistics\" is the loss in evaluation mode with "
            + $"the running "
            + $"averages of training, which are constants. ReLU networks\n"
            + $"{usual.Dimension}–{string.Join('–', usual.Hidden)}–{usual.Classes} on {usual.Classes} Gaussian clusters (spread "
            + $"{usual.Spread}, "
            + $"N = {usual.Samples}), {usual.Steps:N0} steps with batches of {usual.BatchSize}, learning rate "
            + $"{usual.LearningRate}, float64\n"
            + $"({context.Seeds} seeds).\n\n{table}"));
        return verdicts;
    }

    private static NormalizationCell Cell(Preset preset) => preset switch
    {
        Preset.Smoke => new(6, 40, 3, Spread: 10, [6], IsNormalized: false, LearningRate: 0.1, BatchSize: 20, Steps: 20, Seed: 0),
        Preset.Quick => new(30, 300, 6, Spread: 10, [20, 20], IsNormalized: false, LearningRate: 0.1, BatchSize: 50, Steps: 1000, Seed: 0),
        _ => new(100, 1000, 10, Spread: 10, [30, 30], IsNormalized: false, LearningRate: 0.1, BatchSize: 100, Steps: 10_000, Seed: 0),
    };

    private static void Draw(RunDirectory directory, IReadOnlyList<(NormalizedSpectra Plain, NormalizedSpectra Normalized)> pairs)
    {
        List<Curve> curves =
        [
            .. Curves("no normalization", pair => pair.Plain.WithStatistics, PlotStyle.Vermilion),
            .. Curves("batch statistics", pair => pair.Normalized.WithStatistics, PlotStyle.Blue),
            .. Curves("stored statistics", pair => pair.Normalized.Stored, PlotStyle.Green),
        ];
        using var figure = new Figure(CurvePanel.Draw("", "index", "λ / λ₁", curves, isLogarithmic: true));
        figure.Write(directory, "ghorbani");

        IEnumerable<Curve> Curves(
            string name, Func<(NormalizedSpectra Plain, NormalizedSpectra Normalized), IReadOnlyList<double>> eigenvalues, Color color) =>
            pairs.Select((pair, seed) => new Curve(
                seed == 0 ? name : "",
                [.. eigenvalues(pair).Take(Shown).Select((e, i) => (i + 1.0, e / eigenvalues(pair)[0]))],
                seed == 0 ? color : color.WithAlpha(0.3))
            {
                Width = seed == 0 ? 3 : 1,
            });
    }
}
