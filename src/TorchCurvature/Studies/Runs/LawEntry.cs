using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Studies.Runs;

/// <summary>A fitted law, as the manifest says it.</summary>
internal sealed record LawEntry
{
    private readonly BulkFit _fit;

    public LawEntry(BulkFit fit) => _fit = fit;

    public double Gamma => _fit.Law.AspectRatio;

    public IReadOnlyList<PopulationAtom> Atoms => _fit.Population.Atoms;

    public long BulkCount => _fit.BulkCount;

    public double ZeroFraction => _fit.ZeroFraction;

    public double KolmogorovSmirnovDistance => _fit.KolmogorovSmirnovDistance;

    public FitVerdict Verdict => _fit.Verdict;

    public double OutlierThreshold => _fit.OutlierThreshold;

    public int OutlierCount => _fit.OutlierCount;

    public double Level => _fit.Level;
}
