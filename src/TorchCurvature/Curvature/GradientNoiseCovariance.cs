using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>
/// The noise of stochastic gradients: C = (1/N) Σ_n (∇ℓ_n − ∇L)(∇ℓ_n − ∇L)ᵀ, the centred covariance of the per-example gradients. That of a
/// mini-batch of b examples, drawn with replacement, is C/b. Where terms have weights, ∇ℓ_n stands for (M/W)∇ℓ_n, whose mean is ∇L.
/// </summary>
/// <remarks>
/// Computed as U − ∇L ∇Lᵀ with U the <see cref="EmpiricalFisherMatrix"/>, so that its rounding is that of U: relative to C it grows where
/// the mean gradient outweighs the noise. What C inherits is bounded by twice what U does, because errors δ_n of the gradients move either
/// term by 2·√(mean ‖∇ℓ_n‖²·mean ‖δ_n‖²) at most; and by 2·P·ε·‖∇L‖² for the sums of both terms, of which P·ε·‖C‖₂ alone would know
/// nothing: ‖U‖₂ ≤ ‖C‖₂ + ‖∇L‖².
/// </remarks>
public static class GradientNoiseCovariance
{
    /// <summary>
    /// C as an operator, at the parameters that the model has now: do not change them while it is used. A product costs one of
    /// <see cref="GaussNewtonOperator"/>.
    /// </summary>
    /// <param name="risk">The risk L; referred to, not owned.</param>
    /// <param name="keptGraphs">As in <see cref="HessianOperator(EmpiricalRisk, int)"/>.</param>
    /// <returns>An operator that the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of kept graphs is negative.</exception>
    public static SymmetricOperator Operator(EmpiricalRisk risk, int keptGraphs = 0)
    {
        ArgumentNullException.ThrowIfNull(risk);
        risk = risk.WithoutWeightDecay;
        using Tensor gradient = risk.Gradient();
        SymmetricOperator fisher = CurvatureMatrices.EmpiricalFisher.Operator(risk, keptGraphs);
        SymmetricOperator uncentred = Scale(risk) == 1 ? fisher : ScaledOperator.Owning(Scale(risk), fisher);
        return new DifferenceOperator(uncentred, new OuterProductOperator(gradient));
    }

    /// <summary>C as a matrix [P, P], at the cost of <see cref="ExactHessian"/> and in twice its memory.</summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="cancellation">Stops between batches, channels or columns.</param>
    /// <returns>A matrix that the caller owns.</returns>
    /// <exception cref="NotFiniteNumberException">The covariance has an infinite or undefined entry.</exception>
    public static DenseOperator Matrix(EmpiricalRisk risk, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(risk);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        risk = risk.WithoutWeightDecay;
        using ExactHessian uncentred = CurvatureMatrices.EmpiricalFisher.Exact(risk, cancellation: cancellation);
        if (Scale(risk) != 1)
        {
            uncentred.Matrix.MultiplyInPlace(Scale(risk));
        }

        Tensor gradient = risk.Gradient();
        // Not as one fused operation, whose rounding need not be the same in both triangles.
        uncentred.Matrix.sub_(gradient.unsqueeze(1) * gradient);
        double square = gradient.to(ScalarType.Float64).Squared().sum().item<double>();
        double sums = 2 * risk.Dimension * WorkingPrecision.Of(uncentred.Matrix.dtype).UnitRoundoff * square;
        return new DenseOperator(uncentred.Matrix, (2 * Scale(risk) * uncentred.InheritedError) + sums);
    }

    // The empirical Fisher is the sum over W, and a covariance the mean over M: (1/M) Σ (M/W)² ∇ℓ ∇ℓᵀ is M/W times the former.
    private static double Scale(EmpiricalRisk risk) => risk.TermCount / risk.TotalWeight;
}
