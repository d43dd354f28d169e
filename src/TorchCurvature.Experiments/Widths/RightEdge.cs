using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 4: the right edge of the spectrum for growing networks.</summary>
internal sealed class RightEdge : WidthFigure
{
    private const int Shown = 40;

    public override string Name => "figure4";

    public override string Title => "Right edge of the spectrum for a fully connected network on MNIST with increasing dimensions";

    protected override string AxisLabel => "index from the right";

    protected override string Explanation =>
        $"The {Shown} largest eigenvalues of each network in descending order (seed 0). Digits are resampled to 14×14, so that P begins "
        + "near 1,000; the paper does not state its widths.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths) =>
        WidthClaims.OfRightEdge([.. widths.Select(w => w.Numbers)]);
}
