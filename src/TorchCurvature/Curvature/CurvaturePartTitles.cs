namespace TorchCurvature.Curvature;

/// <summary>What tables and figures call each matrix.</summary>
public static class CurvaturePartTitles
{
    /// <summary>The name for readers, as it stands within a sentence.</summary>
    /// <param name="part">Which matrix.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public static string Title(this CurvaturePart part) => part switch
    {
        CurvaturePart.Hessian => "Hessian",
        CurvaturePart.GaussNewton => "Gauss–Newton matrix",
        CurvaturePart.Functional => "functional Hessian",
        CurvaturePart.GradientCovariance => "empirical Fisher (uncentred gradient covariance)",
        CurvaturePart.LabelProbabilityRemainder => "Hessian less the empirical Fisher (uncentred gradient covariance)",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part."),
    };
}
