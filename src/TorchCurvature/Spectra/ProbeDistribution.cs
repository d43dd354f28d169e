namespace TorchCurvature.Spectra;

/// <summary>How random probe vectors are drawn.</summary>
public enum ProbeDistribution
{
    /// <summary>
    /// Uniform on the unit sphere: a normalized Gaussian vector, which the error bound of Chen, Trogdon and Ubaru is about.
    /// </summary>
    Sphere,

    /// <summary>Entries ±1, normalized.</summary>
    Rademacher,
}
