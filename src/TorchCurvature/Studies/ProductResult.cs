using TorchCurvature.Curvature;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What products alone tell of one point of the parameter space. Owns its pairs.</summary>
public sealed record ProductResult : IDisposable
{
    internal ProductResult(string name, RiskEvaluation train, RiskEvaluation? test, long dimension, ExtremalEigenPairs pairs) =>
        (Name, Train, Test, Dimension, Pairs) = (name, train, test, dimension, pairs);

    /// <summary>The point's name.</summary>
    public string Name { get; }

    /// <summary>On the training data.</summary>
    public RiskEvaluation Train { get; }

    /// <summary>On the test data; null where there are none.</summary>
    public RiskEvaluation? Test { get; }

    /// <summary>P.</summary>
    public long Dimension { get; }

    /// <summary>Eigenpairs at the ends; this object's.</summary>
    public ExtremalEigenPairs Pairs { get; }

    /// <summary>How long they took.</summary>
    public double PairSeconds { get; internal init; }

    /// <summary>The density, where it was asked for.</summary>
    public SpectralDensity? Density { get; internal init; }

    /// <summary>How near the density is to the spectrum; null where it was not asked for.</summary>
    public DensityAccuracy? Accuracy { get; internal init; }

    /// <summary>The density smoothed over the range of its eigenvalues; null where it was not asked for.</summary>
    public DensityCurve? DensityCurve => field ??= Density?.Curve(Pairs.Pairs.Max(p => p.Value), Pairs.Pairs.Min(p => p.Value));

    /// <summary>
    /// How many of the converged pairs of the upper end stand apart from those below them, by the rules that need no others.
    /// </summary>
    public IReadOnlyList<OutlierCount> Outliers => field ??= OutlierCounting.CountAmong(Pairs);

    /// <summary>Trace, Frobenius norm and counts; none where they were not asked for.</summary>
    public IReadOnlyList<Estimate> Estimates { get; internal init; } = [];

    /// <summary>How long density and estimates took.</summary>
    public double DensitySeconds { get; internal init; }

    /// <summary>The blocks that were looked at so far.</summary>
    public IReadOnlyList<LayerSpectrum> Layers { get; internal init; } = [];

    /// <summary>Whether a product held a number that is not finite, so that what is here is what was known before it.</summary>
    public bool IsNotFinite { get; internal init; }

    /// <summary>Columns multiplied in all, without those of layers.</summary>
    public long Products => Pairs.Products + (Density?.Products ?? 0) + (Estimates.Count > 0 ? Estimates[0].Products : 0);

    /// <summary>Releases the pairs.</summary>
    public void Dispose() => Pairs.Dispose();
}
