using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Panels;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using Plot = ScottPlot.Plot;

namespace TorchCurvature.Experiments.Widths;

/// <summary>Figure 6: the left edge of the spectrum against the ratio index / P.</summary>
internal sealed class LeftEdgeOverRatio : WidthFigure
{
    // Beyond it every network's eigenvalues are those of the bulk at zero: h(C − 1) of the (d + 1)h + … parameters have negative ones.
    private const double LastRatio = 0.06;
    private const int Places = 200;

    public override string Name => "figure6";

    public override string Title => "Left edge of the spectrum, eigenvalues are scaled by their ratio";

    protected override string Explanation =>
        "The smallest eigenvalues of each network in ascending order, over the mean size of its negative ones, against their index over P: "
        + "medians over the seeds, and their range behind them. No network of one hidden layer has negative eigenvalues beyond the dashed "
        + "line, (C − 1)/(d + C + 1), in the limit of many units. A distance is the mean one of two "
        + "widths next to each other; its rate is the slope of a line through log distance and log width.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. Enumerable.Range(0, Places + 1).Select(i => LastRatio * i / Places).Select(x => (x, At(spectrum, x)))];

    protected override Plot[] Draw(int classes, IReadOnlyList<MeasuredWidth> widths)
    {
        EdgeCurve[] curves = [.. Curves(widths).Zip(widths, (curve, width) => curve with { Seeds = [.. width.Spectra.Select(Scaled)] })];
        double limit = (classes - 1.0) / (InputsOf(widths[0], classes) + classes + 1);
        var mark = new EdgeMark(limit, "(C − 1)/(d + C + 1)", PlotStyle.Ink);
        return [EdgePanel.Draw("index from the left / P", "λ over the mean size of the negative ones", curves, [mark])];
    }

    protected override IReadOnlyList<Verdict> Judge(int classes, IReadOnlyList<MeasuredWidth> widths) =>
    [
        .. ClaimList.Verdicts(new()
        {
            [14] = WidthInvarianceClaims.NegativeShareIsFixed(Row(widths)),
            [15] = WidthInvarianceClaims.LeftEdgesConverge(Row(widths)),
        }),
    ];

    private double[] Scaled(Spectrum spectrum)
    {
        double[] negative = [.. spectrum.Eigenvalues.Where(e => e < -spectrum.NoiseFloor)];
        double size = negative.Length == 0 ? 1 : negative.Average(Math.Abs);
        return [.. Curve(spectrum).Select(p => p.Y / size)];
    }

    // P = h(d + C + 1) + C.
    private static int InputsOf(MeasuredWidth width, int classes) =>
        ((width.Numbers.Parameters - classes) / width.Numbers.Width) - classes - 1;

    // The quantile: each eigenvalue takes a step of 1/P, the smallest as well.
    private static double At(Spectrum spectrum, double ratio)
    {
        int last = spectrum.Dimension - 1;
        return spectrum.Eigenvalues[last - (int)Math.Min(last, Math.Floor(ratio * spectrum.Dimension))];
    }
}
