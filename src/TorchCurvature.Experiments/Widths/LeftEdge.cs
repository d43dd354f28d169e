using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 5: the left edge of the spectrum for growing networks.</summary>
internal sealed class LeftEdge : WidthFigure
{
    private const int Shown = 400;

    public override string Name => "figure5";

    public override string Title => "Left edge of the spectrum for a fully connected network on MNIST with increasing dimensions";

    protected override string AxisLabel => "index from the left";

    protected override string Explanation =>
        $"The {Shown} smallest eigenvalues of each network in ascending order (seed 0), against their index: wider networks have more "
        + "negative eigenvalues, so the curves shift to the right.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Reverse().Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths) =>
        WidthClaims.OfLeftEdge(classes, [.. widths.Select(w => w.Numbers)]);
}
