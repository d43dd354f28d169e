using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// Squared error ℓ(f, y) = ½‖f − y‖², summed over the C outputs: g = f − y, A = I. (PyTorch's <c>mse_loss</c> has no ½ and also averages
/// over the outputs, so it is 2/C times this.) Targets are real values [n, C], which may be [n] where there is one output, or class labels,
/// which stand for their one-hot vectors.
/// </summary>
public sealed class SquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "squared-error";

    /// <inheritdoc/>
    public override string Description => "½‖f − y‖², against one-hot labels or real targets";

    /// <inheritdoc/>
    protected override Tensor ExampleLossesCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor residual = outputs - Values(outputs, targets);
        return (residual.Times(0.5) * residual).sum(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return (outputs - Values(outputs, targets)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return diag_embed(ones_like(outputs)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor OutputHessianFactorCore(Tensor outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        return diag_embed(ones_like(outputs)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void CheckTargets(Tensor outputs, Tensor targets)
    {
        if (targets.dtype == ScalarType.Int64)
        {
            ClassLabels.Check(outputs, targets, Name);
        }
        else if (!targets.shape.SequenceEqual(outputs.shape) && !IsVectorForOneOutput(outputs, targets))
        {
            throw new ArgumentException(
                $"The loss '{Name}' reads class labels or targets shaped like the outputs [{string.Join(", ", outputs.shape)}]; " +
                $"these are {targets.dtype} [{string.Join(", ", targets.shape)}].", nameof(targets));
        }
    }

    private static bool IsVectorForOneOutput(Tensor outputs, Tensor targets) => targets.dim() == 1 && outputs.shape[1] == 1;

    // Without its second dimension, a vector would be subtracted from every column of the others.
    private static Tensor Values(Tensor outputs, Tensor targets)
    {
        if (targets.dtype == ScalarType.Int64)
        {
            return ClassLabels.OneHot(outputs, targets);
        }

        return IsVectorForOneOutput(outputs, targets) ? targets.unsqueeze(1) : targets.alias();
    }
}
