namespace TorchCurvature.Spectra;

/// <summary>What an estimate is of.</summary>
public enum EstimatedQuantity
{
    /// <summary>Σ λ.</summary>
    Trace,

    /// <summary>√Σ λ².</summary>
    FrobeniusNorm,

    /// <summary>#{|λ| ≤ τ}.</summary>
    CountNearZero,

    /// <summary>#{λ &lt; −τ}.</summary>
    CountNegative,
}
