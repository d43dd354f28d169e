namespace TorchCurvature.Spectra;

/// <summary>A point mass of a spectral density.</summary>
public readonly record struct DensityAtom
{
    internal DensityAtom(double eigenvalue, double weight) => (Eigenvalue, Weight) = (eigenvalue, weight);

    /// <summary>λ.</summary>
    public double Eigenvalue { get; }

    /// <summary>Its share of the whole, from 0 to 1.</summary>
    public double Weight { get; }
}
