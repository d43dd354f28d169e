using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Runs;

/// <summary>A point that was looked at by products, as the manifest says it.</summary>
internal sealed record ProductPointEntry : PointEntry
{
    private readonly ProductResult _point;
    private readonly RitzPair? _top;
    private readonly RitzPair? _bottom;

    public ProductPointEntry(ProductResult point)
        : base(point.Dimension, point.Train, point.Test)
    {
        _point = point;
        (_top, _bottom) = (point.Pairs.Outermost(SpectrumEnd.Top), point.Pairs.Outermost(SpectrumEnd.Bottom));
        Eigenpairs = new EigenpairsEntry(
            point.Pairs.Status, point.Pairs.AreRanksConfirmed, point.Pairs.Products, point.Pairs.SpectralNorm,
            point.Pairs.Pairs.Count(p => p.IsConverged), point.PairSeconds);
        Density = DensityEntry.Of(point.Density, point.DensityCurve, point.Accuracy);
    }

    public double? LargestEigenvalue => _top?.Value;

    public double? LargestEigenvalueError => _top?.Radius;

    public double? SmallestEigenvalue => _bottom?.Value;

    public double? SmallestEigenvalueError => _bottom?.Radius;

    public EigenpairsEntry Eigenpairs { get; }

    public IReadOnlyList<OutlierCount> Outliers => _point.Outliers;

    public DensityEntry? Density { get; }

    public IReadOnlyList<Estimate> Estimates => _point.Estimates;

    public double DensitySeconds => _point.DensitySeconds;
}
