using TorchCurvature.Models;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What was found of the diagonal block of one parameter tensor.</summary>
public sealed record LayerSpectrum
{
    internal LayerSpectrum(ParameterBlock layer, IReadOnlyList<EigenvalueInterval> eigenvalues, long products)
    {
        (Layer, Eigenvalues, Products) = (layer, eigenvalues, products);
        Largest = eigenvalues is [var first, ..] ? first : null;
        Smallest = eigenvalues is [.., var last] ? last : null;
    }

    /// <summary>The tensor.</summary>
    public ParameterBlock Layer { get; internal init; }

    /// <summary>All eigenvalues or those at the ends, descending.</summary>
    public IReadOnlyList<EigenvalueInterval> Eigenvalues { get; }

    /// <summary>Trace, Frobenius norm and counts; without an error where all eigenvalues are known.</summary>
    public IReadOnlyList<Estimate> Estimates { get; internal init; } = [];

    /// <summary>The density, where it was estimated.</summary>
    public SpectralDensity? Density { get; internal init; }

    /// <summary>Columns multiplied.</summary>
    public long Products { get; internal init; }

    /// <summary>λ max; null where it is not known, as where only the other end was looked for.</summary>
    public EigenvalueInterval? Largest { get; internal init; }

    /// <summary>λ min; null likewise.</summary>
    public EigenvalueInterval? Smallest { get; internal init; }

    /// <summary>Whether a product held a number that is not finite, so that what is here is what was known before it.</summary>
    public bool IsNotFinite { get; internal init; }
}
