namespace TorchCurvature.Spectra;

/// <summary>
/// A density smoothed for a picture or a table: over the whole range of eigenvalues, no finer than its quadratures resolve.
/// </summary>
public sealed record DensityCurve
{
    internal DensityCurve(double width, IReadOnlyList<DensityPoint> points)
    {
        (Width, Points) = (width, points);
        Peak = points.Max(p => p.Density);
        ProbeError = points.Max(p => Math.Max(0, Math.Max(p.Upper - p.Density, p.Density - p.Lower) - p.QuadratureBound));
        QuadratureError = points.Max(p => p.QuadratureBound);
    }

    /// <summary>Standard deviation of the Gaussian, in units of λ.</summary>
    public double Width { get; }

    /// <summary>The density at ascending places.</summary>
    public IReadOnlyList<DensityPoint> Points { get; }

    /// <summary>The largest density, as a share of the eigenvalues per unit of λ.</summary>
    public double Peak { get; }

    /// <summary>
    /// What the probes, and the eigenvalues that are known one by one, may be off by where they are off most (95 %), in the same unit: half
    /// the width of the band without <see cref="QuadratureError"/>. Not a number for a single probe of signs.
    /// </summary>
    public double ProbeError { get; }

    /// <summary>The most by which the finite number of Lanczos steps can move the density anywhere; the band holds it too.</summary>
    public double QuadratureError { get; }
}
