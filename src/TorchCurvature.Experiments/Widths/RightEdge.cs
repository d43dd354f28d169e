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
        $"The {Shown} largest eigenvalues of each network in descending order (seed 0). Digits are resampled to 14×14, so that P begins near 1,000; the paper does not state its widths.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) => [.. spectrum.Eigenvalues.Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<int> widths, IReadOnlyList<Spectrum[]> spectra)
    {
        double[] medians = [.. spectra.Select(s => SeedSummary.Of(s.Select(Outliers)).Median)];
        string found = string.Join(", ", spectra.Select(s => $"P = {s[0].Dimension}: {Over(s, Outliers, "0")}"));
        double[] shares = [.. spectra.Select(s => SeedSummary.Of(s.Select(e => -e.Smallest / e.Largest)).Median)];
        return
        [
            context.Judge("The number of large eigenvalues does not change with the number of parameters.", medians.Max() - medians.Min() <= 2, $"above the bulk's edge: {found}"),
            context.Judge(
                "Negative eigenvalues exist, and are tiny beside the positive ones.",
                spectra.All(s => s.All(e => e.NegativeCount > 0)) && shares.Max() < 0.1,
                FormattableString.Invariant($"|λ min| / λ max is {shares.Min():0.0000} to {shares.Max():0.0000} (medians over seeds)").Replace("|", "\\|", StringComparison.Ordinal)),
        ];
    }
}
