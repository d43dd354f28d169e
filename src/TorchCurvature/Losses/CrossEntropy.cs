using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// Softmax cross-entropy ℓ(f, y) = log Σ_c e^{f_c} − f_y of logits f and a class label y. With p = softmax(f): g = p − onehot(y),
/// A = diag(p) − p pᵀ, positive semidefinite of rank C − 1.
/// </summary>
/// <remarks>
/// Where the fit is almost perfect, p_y − 1 and p_y − p_y² have no digits left in these formulas. All of this is computed without such
/// differences instead, to a few ε of the outputs' size: with s the logarithm of Σ_{c≠y} e^{f_c}, ℓ = log(1 + e^{s − f_y}), which automatic
/// differentiation keeps precise too; g_y = −Σ_{c≠y} p_c; and A_cc = p_c Σ_{k≠c} p_k.
/// </remarks>
public sealed class CrossEntropy : Loss
{
    // Above this log(1 + e^z) is z, to the last bit in float64.
    private const double LinearFrom = 40;

    // Stands for the logit of the label where it is left out of a sum of exponentials; finite, so that no difference is undefined.
    private const double LeftOut = -1e30;

    /// <inheritdoc/>
    public override string Name => "cross-entropy";

    /// <inheritdoc/>
    public override string Description => "softmax cross-entropy of the label";

    /// <summary>C − 1: A_n maps the vector of ones to 0.</summary>
    /// <inheritdoc/>
    public override int OutputRank(int outputs) => outputs - 1;

    /// <inheritdoc/>
    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor isLabel = IsLabel(outputs, targets);
        Tensor leftOut = tensor(LeftOut, outputs.dtype, outputs.device);
        Tensor others = where(isLabel, leftOut, outputs).logsumexp(1);
        Tensor ofLabel = outputs.gather(1, targets.unsqueeze(1)).squeeze(1);
        return (others - ofLabel).Softplus(beta: 1, LinearFrom).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor DescentLossesCore(Tensor outputs, Tensor targets) =>
        nn.functional.cross_entropy(outputs, targets, reduction: nn.Reduction.None);

    /// <inheritdoc/>
    protected override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor isLabel = IsLabel(outputs, targets);
        Tensor p = softmax(outputs, 1);
        Tensor ofOthers = where(isLabel, zeros_like(p), p);
        return where(isLabel, ofOthers.sum(1, keepdim: true).negative(), ofOthers).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        Tensor hessian = (p.unsqueeze(2) * p.unsqueeze(1)).negative();
        hessian.diagonal(0, 1, 2).copy_(p * SumOfOthers(p));
        return hessian.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianFactorCore(Tensor outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        Tensor root = p.sqrt();
        // Column c is √p_c (e_c − p), and R Rᵀ = diag(p) − p pᵀ because p sums to 1.
        Tensor factor = (p.unsqueeze(2) * root.unsqueeze(1)).negative();
        factor.diagonal(0, 1, 2).copy_(root * SumOfOthers(p));
        return factor.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void CheckTargets(Tensor outputs, Tensor targets) => ClassLabels.Check(outputs, targets, Name);

    private static Tensor IsLabel(Tensor outputs, Tensor targets) => nn.functional.one_hot(targets, outputs.shape[1]).to(ScalarType.Bool);

    /// <summary>Σ_{k≠c} p_k for every c, which is 1 − p_c.</summary>
    private static Tensor SumOfOthers(Tensor p)
    {
        Tensor others = ones([p.shape[1], p.shape[1]], p.dtype, p.device);
        others.diagonal().zero_();
        return p.matmul(others);
    }
}
