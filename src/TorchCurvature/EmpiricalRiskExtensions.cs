using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;

namespace TorchCurvature;

/// <summary>The curvature matrices of an empirical risk, each with the doors to its spectrum.</summary>
public static class EmpiricalRiskExtensions
{
    /// <summary>H = ∇²L(w).</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    public static RiskCurvature Hessian(this EmpiricalRisk risk) => new(risk, CurvatureMatrices.Hessian);

    /// <summary>G, the generalized Gauss–Newton matrix.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    public static RiskCurvature GaussNewton(this EmpiricalRisk risk) => new(risk, CurvatureMatrices.GaussNewton);

    /// <summary>F = H − G, the functional Hessian.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    public static RiskCurvature FunctionalHessian(this EmpiricalRisk risk) => new(risk, CurvatureMatrices.Functional);

    /// <summary>The empirical Fisher matrix, the uncentred covariance of the per-example gradients.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    public static RiskCurvature EmpiricalFisher(this EmpiricalRisk risk) => new(risk, CurvatureMatrices.EmpiricalFisher);

    /// <summary>H less the empirical Fisher matrix, the second term of the split at the probability of the right label.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    public static RiskCurvature LabelProbabilityRemainder(this EmpiricalRisk risk) =>
        new(risk, CurvatureMatrices.LabelProbabilityRemainder);

    /// <summary>The matrix that a word names, as on the command line: <c>hessian</c>, <c>gauss-newton</c>, …</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="word">One of <see cref="CurvatureMatrices.Words"/>.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the words.</exception>
    public static RiskCurvature Curvature(this EmpiricalRisk risk, string word) => new(risk, CurvatureMatrices.Find(word));

    /// <summary>A matrix of your own, or one of <see cref="CurvatureMatrices"/>.</summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="kind">Which matrix.</param>
    public static RiskCurvature Curvature(this EmpiricalRisk risk, CurvatureMatrix kind) => new(risk, kind);
}
