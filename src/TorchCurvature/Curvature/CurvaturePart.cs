namespace TorchCurvature.Curvature;

/// <summary>
/// The Hessian of an empirical risk and its parts. With J_n = ∂f_n/∂w, g_n = ∂ℓ/∂f and A_n = ∂²ℓ/∂f²: ∇²L = G + F, the split at the model's outputs (logits), and
/// ∇²L = (1/N) Σ ∇ℓ_n ∇ℓ_nᵀ + rest, which for cross-entropy is the split of Sagun et al. 2017 at the probability of the right label.
/// </summary>
public enum CurvaturePart
{
    /// <summary>∇²L(w).</summary>
    Hessian,

    /// <summary>G = (1/N) Σ_n J_nᵀ A_n J_n, the generalized Gauss–Newton matrix (Schraudolph 2002); of rank N·rank A at most.</summary>
    GaussNewton,

    /// <summary>F = ∇²L − G = (1/N) Σ_n Σ_c g_{n,c} ∇² f_{n,c}, the functional Hessian.</summary>
    Functional,

    /// <summary>(1/N) Σ_n ∇ℓ_n ∇ℓ_nᵀ, the uncentred covariance of the per-example gradients (empirical Fisher matrix); of rank N at most. Equal to G with g_n g_nᵀ for A_n.</summary>
    GradientCovariance,

    /// <summary>∇²L minus the gradient covariance: the second term of the label-probability split.</summary>
    LabelProbabilityRemainder,
}
