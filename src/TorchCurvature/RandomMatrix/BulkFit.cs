namespace TorchCurvature.RandomMatrix;

/// <summary>A law fitted to the bulk of a measured spectrum, how good it is, and which eigenvalues are beyond it.</summary>
public sealed record BulkFit
{
    internal BulkFit(
        SpectralLaw law, PopulationSpectrum population, int bulkCount, double zeroFraction, int outlierCount, double outlierThreshold,
        double level, double kolmogorovSmirnovDistance, FitVerdict verdict)
    {
        (Law, Population, BulkCount, ZeroFraction, OutlierCount) = (law, population, bulkCount, zeroFraction, outlierCount);
        (OutlierThreshold, Level, KolmogorovSmirnovDistance, Verdict) = (outlierThreshold, level, kolmogorovSmirnovDistance, verdict);
    }

    /// <summary>The law.</summary>
    public SpectralLaw Law { get; }

    /// <summary>The population behind it.</summary>
    public PopulationSpectrum Population { get; }

    /// <summary>n, the nonzero eigenvalues that were fitted.</summary>
    public int BulkCount { get; }

    /// <summary>The share of all eigenvalues that rounding cannot tell from 0, to set beside the law's atom.</summary>
    public double ZeroFraction { get; }

    /// <summary>Eigenvalues above <see cref="OutlierThreshold"/>.</summary>
    public int OutlierCount { get; }

    /// <summary>What the largest eigenvalue of the fitted law's own samples exceeds with the probability <see cref="Level"/>.</summary>
    public double OutlierThreshold { get; }

    /// <summary>Probability of a false alarm.</summary>
    public double Level { get; }

    /// <summary>The distance of the fitted eigenvalues from the law off 0.</summary>
    public double KolmogorovSmirnovDistance { get; }

    /// <summary>What that distance says.</summary>
    public FitVerdict Verdict { get; }
}
