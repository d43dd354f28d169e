using System.Globalization;
using ScottPlot;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using PlotStyle = TorchCurvature.Reporting.Plots.PlotStyle;

namespace TorchCurvature.Experiments.LinearRanks;

/// <summary>The ranks of the Hessian's parts of deep linear networks, counted beside the formulas.</summary>
internal sealed class DeepLinearRanks : LaterExperiment
{
    private const int Dimension = 16;
    private const int Classes = 6;
    private const int Samples = 100;

    private static readonly int[] _widths = [2, 3, 4, 6, 9, 13, 18, 24];

    public override string Name => "singh";

    public override string Title => "Rank of the Hessian and its parts, deep linear networks";

    protected override string Source =>
        "Singh, Bachmann, Hofmann 2021: Analytic Insights into Structure and Rank of Neural Network Hessian Maps, NeurIPS, "
        + "arXiv:2106.16225";

    protected override string Printed => "The paper prints the formulas, which the rows above are compared with.";

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        bool isSmoke = context.Preset == Preset.Smoke;
        int[] widths = isSmoke ? _widths[..3] : _widths;
        IEnumerable<LinearNetworkCell> growing = widths.Select(width => Wide(width, seed: 0));
        LinearNetworkCell[] kinds = [.. growing, .. isSmoke ? Others()[^2..] : Others()];
        LinearNetworkCell[] cells =
            [.. from seed in Enumerable.Range(0, context.Seeds) from kind in kinds select kind with { Seed = seed }];
        IReadOnlyList<MeasuredRanks> measured = context.Measure<MeasuredRanks>(cells, cancellation);
        RankComparison[] compared = [.. cells.Zip(measured, RankComparison.Of)];
        Draw(directory, widths, measured);
        WriteTable(directory, cells, measured, compared);

        IReadOnlyList<Verdict> verdicts = context.Judge(RankClaims.Of(compared));
        WritePage(directory, context, verdicts, string.Create(
            CultureInfo.InvariantCulture,
            $"Networks without biases at random weights, squared error ½‖f − y‖², float64, {context.Seeds} seeds. Above: two "
            + $"hidden layers of "
            + $"growing width, {Dimension} inputs, {Classes} outputs: points are counted, lines the formulas\n"
            + $"(seed 0). Below: all |λ| of H for the widest of them; the line is at the formula. An eigenvalue counts where |λ| exceeds "
            + $"{LinearNetworkCell.Threshold:0e+0} of max|λ|; the smallest that\n"
            + $"counts is at {measured.Min(m => m.SmallestCounted):0.0e+0}, the largest that does not at "
            + $"{measured.Max(m => m.LargestLeft):0.0e+0}. r is the rank of the inputs, s that of the mean of residual times input, both "
            + $"counted too. These are seed 0's:\n\n{Table(cells, measured, compared, kinds.Length)}"));
        return verdicts;
    }

    private static LinearNetworkCell Wide(int width, int seed) =>
        new(Dimension, Samples, [width, width], Classes, HasBiases: false, seed);

    // One and four hidden layers, a bottleneck, inputs of a lower rank than their dimension; and biases.
    private static LinearNetworkCell[] Others() =>
    [
        new(12, 200, [10], 4, HasBiases: false, 0),
        new(12, 200, [3], 6, HasBiases: false, 0),
        new(10, 100, [9, 3, 9], 6, HasBiases: false, 0),
        new(12, 100, [7, 6, 5, 6], 4, HasBiases: false, 0),
        new(20, 8, [10, 10], 5, HasBiases: false, 0),
        new(12, 200, [10], 4, HasBiases: true, 0),
        new(10, 100, [9, 3, 9], 6, HasBiases: true, 0),
        new(8, 100, [6, 7], 3, HasBiases: true, 0),
    ];

    private static void Draw(RunDirectory directory, int[] widths, IReadOnlyList<MeasuredRanks> measured)
    {
        (int Width, MeasuredRanks Ranks)[] shown = [.. widths.Zip(measured)];
        IEnumerable<int> range = Enumerable.Range(widths[0], widths[^1] - widths[0] + 1);
        Plot ranks = CurvePanel.Draw(
            "", "width of both hidden layers", "rank",
            [
                Counted("P", r => r.Parameters, PlotStyle.Grey) with { Width = 1, Marker = 6 },
                Formula("H: bound", width => RankFormula.HessianBound(Dimension, [width, width], Classes), PlotStyle.Ink),
                Counted("H, counted", r => r.Hessian, PlotStyle.Ink),
                Formula("F: formula", width => RankFormula.Functional(Classes, [width, width]), PlotStyle.Vermilion),
                Counted("F, counted", r => r.Functional, PlotStyle.Vermilion),
                Formula("G: formula", width => RankFormula.GaussNewton(Dimension, [width, width], Classes), PlotStyle.Blue),
                Counted("G, counted", r => r.GaussNewton, PlotStyle.Blue),
            ]);
        MeasuredRanks last = shown[^1].Ranks;
        Plot cliff = CurvePanel.Draw(
            "", $"index of the eigenvalue, width {shown[^1].Width}", "|λ| of H",
            [new("", [.. last.Eigenvalues.Select((e, i) => (i + 1.0, e))], PlotStyle.Blue) { Width = 0, Marker = 5 }],
            isLogarithmic: true);
        cliff.Add.VerticalLine(
            RankFormula.HessianBound(Dimension, [shown[^1].Width, shown[^1].Width], Classes) + 0.5, width: 1.5f, PlotStyle.Vermilion);
        using var figure = new Figure(ranks, cliff);
        figure.Write(directory, "singh");

        Curve Counted(string name, Func<MeasuredRanks, int> rank, Color color) =>
            new(name, [.. shown.Select(s => ((double)s.Width, (double)rank(s.Ranks)))], color) { Width = 0, Marker = 9 };

        Curve Formula(string name, Func<int, int> rank, Color color) =>
            new(name, [.. range.Select(width => ((double)width, (double)rank(width)))], color);
    }

    private static void WriteTable(
        RunDirectory directory, LinearNetworkCell[] cells, IReadOnlyList<MeasuredRanks> measured, RankComparison[] compared) =>
        CsvTable.Write(
            directory, "singh.csv",
            cells.Zip(measured, compared),
            [
                new("seed", row => row.First.Seed),
                new("inputs", row => row.First.Dimension),
                new("hidden", row => string.Join('-', row.First.Hidden)),
                new("outputs", row => row.First.Classes),
                new("biases", row => row.First.HasBiases),
                new("parameters", row => row.Second.Parameters),
                new("input_rank", row => row.Second.InputRank),
                new("residual_rank", row => row.Second.ResidualRank),
                new("rank_gauss_newton", row => row.Second.GaussNewton),
                new("formula_gauss_newton", row => row.Third.PredictedGaussNewton),
                new("rank_functional", row => row.Second.Functional),
                new("formula_functional", row => row.First.HasBiases ? (long?)null : row.Third.PredictedFunctional),
                new("rank_hessian", row => row.Second.Hessian),
                new("bound_hessian", row => row.First.HasBiases ? (long?)null : row.Third.HessianBound),
                new("smallest_counted", row => row.Second.SmallestCounted),
                new("largest_left", row => row.Second.LargestLeft),
            ]);

    private static string Table(
        LinearNetworkCell[] cells, IReadOnlyList<MeasuredRanks> measured, RankComparison[] compared, int count) => PageTable.Of(
        cells.Zip(measured, compared).Take(count),
        new("layers", row => $"{row.First.Dimension}–{string.Join('–', row.First.Hidden)}–{row.First.Classes}"),
        new("biases", row => $"{(row.First.HasBiases ? "yes" : "no")}"),
        new("P", row => $"{row.Second.Parameters}"),
        new("r", row => $"{row.Second.InputRank}"),
        new("s", row => $"{row.Second.ResidualRank}"),
        new("rank G", row => $"{row.Second.GaussNewton}"),
        new("formula", row => $"{row.Third.PredictedGaussNewton}"),
        new("rank F", row => $"{row.Second.Functional}"),
        new("formula", row => $"{(row.First.HasBiases ? "" : row.Third.PredictedFunctional)}"),
        new("rank H", row => $"{row.Second.Hessian}"),
        new("bound", row => $"{(row.First.HasBiases ? "" : row.Third.HessianBound)}"));
}
