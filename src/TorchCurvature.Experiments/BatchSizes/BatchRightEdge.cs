using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.BatchSizes;

/// <summary>Figure 8: the right edge of the spectrum for large and small batches.</summary>
internal sealed class BatchRightEdge : BatchFigure
{
    private const int Shown = 40;
    private const double Level = 0.05;

    public override string Name => "figure8";

    public override string Title => "Large batch, small batch: right edge of the spectrum";

    protected override string AxisLabel => "index from the right";

    protected override IReadOnlyList<(double X, double Y)> Curve(Spectrum spectrum) => [.. spectrum.Eigenvalues.Take(Shown).Select((e, i) => (i + 1.0, e))];

    protected override IReadOnlyList<Verdict> Judge(ExperimentContext context, IReadOnlyList<(Spectrum Large, Spectrum Small)> spectra)
    {
        int larger = spectra.Count(s => s.Large.Largest > s.Small.Largest);
        double chance = SignTest(larger, spectra.Count);
        int equal = spectra.Count(s => Outliers(s.Large) == Outliers(s.Small));
        string counts = string.Join(", ", spectra.Select(s => $"{Outliers(s.Large)} and {Outliers(s.Small)}"));
        string evidence = string.Create(CultureInfo.InvariantCulture, $"λ max is larger for the large batch with {larger} of {spectra.Count} seeds (sign test: p = {chance:0.000}); the ratio is {SeedSummary.Of(spectra.Select(s => s.Large.Largest / s.Small.Largest)).ToText("0.0")}");
        Verdict sizes = context.Judge("The large batch locates points with larger positive eigenvalues.", chance <= Level, evidence);
        return
        [
            context.Judge("The number of large eigenvalues is the same for both.", equal == spectra.Count, $"above the bulk's edge, large and small batch: {counts}"),
            // Too few seeds to tell is no refutation.
            chance > Level && 2 * larger > spectra.Count ? sizes with { Outcome = Outcome.NotDecided } : sizes,
        ];
    }
}
