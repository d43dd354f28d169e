using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Spectra;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 5: the left edge of the spectrum for growing networks.</summary>
internal sealed class LeftEdge : WidthFigure
{
    private const int Shown = 400;

    public override string Name => "figure5";

    public override string Title => "Left edge of the spectrum for a fully connected network on MNIST with increasing dimensions";

    protected override string Explanation =>
        $"The {Shown} smallest eigenvalues of each network in ascending order, against their index: medians over the seeds, and their "
        + "range behind them. Wider networks have more negative eigenvalues, so the curves shift to the right; dashed lines are at "
        + "h(C − 1), the most that a network of width h can have.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Reverse().Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override Plot[] Draw(int classes, IReadOnlyList<MeasuredWidth> widths)
    {
        EdgeMark[] marks =
        [
            .. from width in widths.Index()
               let bound = width.Item.Numbers.NegativesAtMost(classes)
               where bound <= Shown
               select new EdgeMark(bound, Name: null, EdgeCurve.ColorOf(width.Index, widths.Count)),
        ];
        return [EdgePanel.Draw("index from the left", "eigenvalue λ", Curves(widths), marks)];
    }

    protected override IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths) =>
    [
        .. ClaimList.Verdicts(new() { [13] = WidthInvarianceClaims.LeftEdgeShifts(Row(widths)) }),
        WidthClaims.NegativesAtMost(classes, [.. widths.Select(w => w.Numbers)]),
    ];
}
