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

    protected override string Explanation => "The smallest eigenvalues of each network in ascending order (seed 0), against their index over P. Distances are the largest vertical ones between the medians over seeds "
        + $"of two widths next to each other, at ratios up to {LastRatio}.";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) =>
        [.. Enumerable.Range(0, Places + 1).Select(i => LastRatio * i / Places).Select(x => (x, At(spectrum, x)))];

    protected override IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<int> widths, IReadOnlyList<Spectrum[]> spectra)
    {
        double[][] medians = [.. spectra.Select(seeds => Enumerable.Range(0, Places + 1).Select(i => SeedSummary.Of(seeds.Select(s => Curve(s)[i].Y)).Median).ToArray())];
        double[] distances = [.. medians.Zip(medians.Skip(1), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max())];
        string found = string.Join(", ", distances.Select((d, i) => FormattableString.Invariant($"{widths[i]} to {widths[i + 1]}: {d:0.0e+0}")));
        bool falls = distances.Length > 1 && distances.Zip(distances.Skip(1)).All(pair => pair.Second < pair.First);
        Verdict verdict = context.Judge("Over the ratio, the left edges converge to one shape as networks grow.", falls, $"largest distance between neighbouring widths: {found}");
        // Distances that shrink, but not at every step, say neither.
        return [!falls && distances.Length > 1 && distances[^1] < distances[0] ? verdict with { Outcome = Outcome.NotDecided } : verdict];
    }

    private static double At(Spectrum spectrum, double ratio) => spectrum.Eigenvalues[spectrum.Dimension - 1 - (int)Math.Min(spectrum.Dimension - 1, Math.Round(ratio * spectrum.Dimension))];
}
