using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>Figure 8: the right edge of the spectrum for large and small batches.</summary>
internal sealed class BatchRightEdge : BatchFigure
{
    private const int Shown = 40;

    public override string Name => "figure8";

    public override string Title => "Large batch, small batch: right edge of the spectrum";

    protected override string AxisLabel => "index from the right";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override IReadOnlyList<Verdict> Judge(IReadOnlyList<MeasuredPair> seeds) =>
        [KneeClaims.Of([.. seeds.Select(s => s.Screes)]), BatchClaims.LargerEigenvalues([.. seeds.Select(s => s.Numbers)])];
}
