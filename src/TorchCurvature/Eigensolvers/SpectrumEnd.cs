namespace TorchCurvature.Eigensolvers;

/// <summary>An end of a spectrum.</summary>
public enum SpectrumEnd
{
    /// <summary>The largest eigenvalues.</summary>
    Top,

    /// <summary>The smallest, most negative ones.</summary>
    Bottom,
}
