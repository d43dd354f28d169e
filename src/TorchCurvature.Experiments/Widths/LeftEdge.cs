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
        $"The {Shown} smallest eigenvalues of each network in ascending order (seed 0), against their index: wider networks have more negative eigenvalues, so the curves shift to the right.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) => [.. spectrum.Eigenvalues.Reverse().Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<int> widths, IReadOnlyList<Spectrum[]> spectra)
    {
        double[] negatives = [.. spectra.Select(s => SeedSummary.Of(s.Select(e => (double)e.NegativeCount)).Median)];
        return
        [
            context.Judge(
                "The left edge shifts as the number of parameters increases: the bulk is enlarged.",
                negatives.Zip(negatives.Skip(1)).All(pair => pair.Second > pair.First),
                "negative eigenvalues: " + string.Join(", ", spectra.Select(s => $"P = {s[0].Dimension}: {Over(s, e => e.NegativeCount, "0")}"))),
            // F has no second derivatives of ReLU in it: it couples the two layers, by a block of rank h(C − 1), as the residuals of softmax sum to 0. G adds no negative eigenvalue (Weyl).
            context.Judge(
                "(ours) A network of one hidden layer of h ReLU units has at most h(C − 1) negative eigenvalues: the bulk is enlarged in proportion to the width.",
                spectra.Zip(widths).All(pair => pair.First.All(s => s.NegativeCount <= pair.Second * (Classes(context) - 1))),
                "negative eigenvalues and bound: " + string.Join(", ", spectra.Zip(widths, (s, w) => $"{Over(s, e => e.NegativeCount, "0")} of {w * (Classes(context) - 1)}"))),
        ];
    }
}
