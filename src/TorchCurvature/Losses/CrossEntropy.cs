using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// Softmax cross-entropy ℓ(f, y) = log Σ_c e^{f_c} − f_y of logits f and a class label y. With p = softmax(f): g = p − onehot(y),
/// A = diag(p) − p pᵀ, positive semidefinite of rank C − 1.
/// </summary>
public sealed class CrossEntropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "cross-entropy";

    /// <inheritdoc/>
    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets) =>
        nn.functional.cross_entropy(outputs, targets, reduction: nn.Reduction.None);

    /// <inheritdoc/>
    protected override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return (softmax(outputs, 1) - ClassLabels.OneHot(outputs, targets)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        return (diag_embed(p) - p.unsqueeze(2) * p.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianFactorCore(Tensor outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = softmax(outputs, 1);
        Tensor root = p.sqrt();
        // Column c is √p_c (e_c − p), and R Rᵀ = diag(p) − p pᵀ because p sums to 1.
        return (diag_embed(root) - p.unsqueeze(2) * root.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void CheckTargets(Tensor outputs, Tensor targets) => ClassLabels.Check(outputs, targets, Name);
}
