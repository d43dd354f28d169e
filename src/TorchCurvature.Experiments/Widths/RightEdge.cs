using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Knees;
using TorchCurvature.Experiments.Networks;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Training;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 4: the right edge of the spectrum for growing networks.</summary>
internal sealed class RightEdge : WidthFigure
{
    public override string Name => "figure4";

    public override string Title => "Right edge of the spectrum for a fully connected network on MNIST with increasing dimensions";

    protected override string Explanation =>
        $"The {LogScree.Length} largest eigenvalues of each network in descending order, and the same over the largest: medians over the "
        + "seeds, and their range behind them. Digits are resampled to 14×14, so that P begins near 1,000; the paper does not state its "
        + "widths. A knee is that of two lines through the logarithms; intervals come from drawing the seeds anew.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Take(LogScree.Length).Select((e, i) => (i + 1.0, e))];

    protected override Plot[] Draw(int classes, IReadOnlyList<MeasuredWidth> widths) =>
        EdgePanel.DrawRightEdges("index from the right", Curves(widths), new EdgeMark(classes, $"C = {classes}", PlotStyle.Ink));

    protected override IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths)
    {
        SpectrumNumbers[] networks = [.. widths.SelectMany(w => w.Numbers.Seeds)];
        return
        [
            RightEdgeClaims.SameNumber([.. widths.Select(w => new WidthScrees(w.Numbers.Parameters, [.. w.Spectra.Select(LogScree.Of)]))]),
            .. ClaimList.Verdicts(new()
            {
                [12] = WidthInvarianceClaims.RightEdgeKeepsItsShape(Row(widths)),
                [11] = MagnitudeClaims.TinyNegatives([.. networks.Select(n => n.Smallest)], [.. networks.Select(n => n.Largest)]),
                [16] = AllStopped([.. widths.SelectMany(w => w.Solutions)]),
            }),
        ];
    }

    private static Judgement AllStopped(IReadOnlyList<Solution> networks) => WidthInvarianceClaims.AllStopped(
        networks.Count(n => n.Reason == StoppingReason.GradientNorm), networks.Count, networks.Max(n => n.GradientNorm));
}
