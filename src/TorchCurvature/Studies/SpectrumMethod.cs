namespace TorchCurvature.Studies;

/// <summary>How a spectrum is computed.</summary>
public enum SpectrumMethod
{
    /// <summary>The whole matrix, and all of its eigenvalues.</summary>
    Exact,

    /// <summary>Eigenpairs at both ends, from products.</summary>
    Lanczos,

    /// <summary>Eigenpairs at both ends, then the density and estimates of the rest, from products.</summary>
    Density,

    /// <summary>Exact where it fits and is faster, and density otherwise.</summary>
    Auto,
}
