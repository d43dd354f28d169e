using TorchCurvature.Operators;

namespace TorchCurvature.Curvature;

/// <summary>The Hessian and each of its parts as operators, by automatic differentiation.</summary>
public static class CurvatureOperator
{
    /// <summary>The operator of a part, at the model's present parameters.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="part">Which matrix.</param>
    /// <returns>An operator that the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public static SymmetricOperator Of(EmpiricalRisk risk, CurvaturePart part) => part switch
    {
        CurvaturePart.Hessian => new HessianOperator(risk),
        CurvaturePart.GaussNewton or CurvaturePart.GradientCovariance => new GaussNewtonOperator(risk, part),
        CurvaturePart.Functional or CurvaturePart.LabelProbabilityRemainder =>
            new DifferenceOperator(new HessianOperator(risk), new GaussNewtonOperator(risk, OutputCurvature.Complement(part)!.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part."),
    };
}
