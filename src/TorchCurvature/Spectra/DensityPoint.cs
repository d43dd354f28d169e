namespace TorchCurvature.Spectra;

/// <summary>A smoothed spectral density at one place.</summary>
public sealed record DensityPoint
{
    internal DensityPoint(double eigenvalue, double density, double lower, double upper, double quadratureBound)
    {
        (Eigenvalue, Density, Lower, Upper, QuadratureBound) = (eigenvalue, density, lower, upper, quadratureBound);
    }

    /// <summary>The place.</summary>
    public double Eigenvalue { get; }

    /// <summary>Share of the eigenvalues per unit of λ.</summary>
    public double Density { get; }

    /// <summary>
    /// Lower end of the 95 % interval, <see cref="QuadratureBound"/> included, and not below the part that is known one by one.
    /// </summary>
    public double Lower { get; }

    /// <summary>Upper end of the 95 % interval, <see cref="QuadratureBound"/> included; undefined for a single probe of signs.</summary>
    public double Upper { get; }

    /// <summary>The most by which the finite number of Lanczos steps can move the density here.</summary>
    public double QuadratureBound { get; }
}
