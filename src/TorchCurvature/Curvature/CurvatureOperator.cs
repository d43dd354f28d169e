using TorchCurvature.Operators;

namespace TorchCurvature.Curvature;

/// <summary>The Hessian and each of its parts as operators, by automatic differentiation.</summary>
public static class CurvatureOperator
{
    /// <summary>How many operators by automatic differentiation make up a part, each of which keeps graphs of its own: a difference is made of two.</summary>
    /// <param name="part">Which matrix.</param>
    public static int CountOf(CurvaturePart part) => OutputCurvature.Complement(part) is null ? 1 : 2;

    /// <summary>The operator of a part, at the model's present parameters.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="part">Which matrix.</param>
    /// <param name="keptGraphs">As in <see cref="HessianOperator(EmpiricalRisk, int)"/>; a difference of two keeps twice as much.</param>
    /// <returns>An operator that the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public static SymmetricOperator Of(EmpiricalRisk risk, CurvaturePart part, int keptGraphs = 0) => part switch
    {
        CurvaturePart.Hessian => new HessianOperator(risk, keptGraphs),
        CurvaturePart.GaussNewton or CurvaturePart.GradientCovariance => new GaussNewtonOperator(risk, part, keptGraphs),
        CurvaturePart.Functional or CurvaturePart.LabelProbabilityRemainder =>
            Difference(risk.WithoutWeightDecay, OutputCurvature.Complement(part)!.Value, keptGraphs),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part."),
    };

    private static DifferenceOperator Difference(EmpiricalRisk risk, CurvaturePart subtracted, int keptGraphs) =>
        new(new HessianOperator(risk, keptGraphs), new GaussNewtonOperator(risk, subtracted, keptGraphs));
}
