namespace TorchCurvature.Spectra;

/// <summary>How the large eigenvalues are told from the bulk.</summary>
public enum OutlierRule
{
    /// <summary>The largest difference λ_i − λ_{i+1} between neighbours on the positive side.</summary>
    Gap,

    /// <summary>The largest quotient λ_i / λ_{i+1} of neighbours that are both above the noise floor.</summary>
    Ratio,

    /// <summary>The knee of the scree plot with both axes logarithmic.</summary>
    Elbow,
}
