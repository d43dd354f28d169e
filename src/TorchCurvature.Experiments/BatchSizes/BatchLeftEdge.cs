using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Spectra;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>Figure 7: the left edge of the spectrum for large and small batches.</summary>
internal sealed class BatchLeftEdge : BatchFigure
{
    private const int Shown = 400;

    public override string Name => "figure7";

    public override string Title => "Large batch, small batch: left edge of the spectrum";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Reverse().Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override Plot[] Draw(int classes, IReadOnlyList<EdgeCurve> curves) =>
        [EdgePanel.Draw("index from the left", "eigenvalue λ", curves, marks: [])];

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<MeasuredPair> seeds) =>
    [
        .. ClaimList.Verdicts(new()
        {
            [17] = MagnitudeClaims.TinyNegatives(OfAll(seeds, s => s.Smallest), OfAll(seeds, s => s.Largest)),
            [18] = BatchComparisonClaims.ElbowsAreSimilar(Edges(seeds)),
        }),
    ];

    private static double[] OfAll(IReadOnlyList<MeasuredPair> seeds, Func<SpectrumNumbers, double> number) =>
        [.. seeds.SelectMany(s => new[] { number(s.Numbers.Large), number(s.Numbers.Small) })];
}
