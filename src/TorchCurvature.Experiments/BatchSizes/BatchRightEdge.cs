using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>Figure 8: the right edge of the spectrum for large and small batches.</summary>
internal sealed class BatchRightEdge : BatchFigure
{
    public override string Name => "figure8";

    public override string Title => "Large batch, small batch: right edge of the spectrum";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Take(LogScree.Length).Select((e, i) => (i + 1.0, e))];

    protected override Plot[] Draw(int classes, IReadOnlyList<EdgeCurve> curves) =>
        EdgePanel.DrawRightEdges("index from the right", curves, new EdgeMark(classes, $"C = {classes}", PlotStyle.Ink));

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<MeasuredPair> seeds) =>
    [
        .. ClaimList.Verdicts(new()
        {
            [19] = BatchComparisonClaims.SameNumberOfLarge(Edges(seeds)),
            [20] = BatchComparisonClaims.LargeBatchHasLarger(Edges(seeds)),
        }),
    ];
}
