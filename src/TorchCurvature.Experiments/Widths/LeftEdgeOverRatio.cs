using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 6: the left edge of the spectrum against the ratio index / P.</summary>
internal sealed class LeftEdgeOverRatio : WidthFigure
{
    // Beyond it every network's eigenvalues are those of the bulk at zero: h(C − 1) of the (d + 1)h + … parameters have negative ones.
    private const double LastRatio = 0.06;
    private const int Places = 200;

    public override string Name => "figure6";

    public override string Title => "Left edge of the spectrum, eigenvalues are scaled by their ratio";

    protected override string AxisLabel => "index from the left / P";

    protected override string Explanation =>
        "The smallest eigenvalues of each network in ascending order (seed 0), against their index over P. Distances are the largest "
        + $"vertical ones between the medians over seeds of two widths next to each other, at ratios up to {LastRatio}.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. Enumerable.Range(0, Places + 1).Select(i => LastRatio * i / Places).Select(x => (x, At(spectrum, x)))];

    protected override IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths) =>
        WidthClaims.OfRatios([.. widths.Select(w => new WidthCurves(w.Numbers.Width, [.. w.Spectra.Select(Heights)]))]);

    private double[] Heights(Spectrum spectrum) => [.. Curve(spectrum).Select(p => p.Y)];

    private static double At(Spectrum spectrum, double ratio)
    {
        int last = spectrum.Dimension - 1;
        return spectrum.Eigenvalues[last - (int)Math.Min(last, Math.Round(ratio * spectrum.Dimension))];
    }
}
