using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// A loss of the residuals r = f − y that is a sum over the outputs, so that A is diagonal. Targets y are real values [n, C], which may be
/// [n] where there is one output, or class labels, which stand for their one-hot vectors.
/// </summary>
public abstract class ResidualLoss : Loss
{
    private protected ResidualLoss()
    {
    }

    /// <summary>Yes.</summary>
    /// <inheritdoc/>
    public sealed override bool IsConvex => true;

    /// <inheritdoc/>
    protected sealed override Tensor ExampleLossesCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return Losses(outputs - Values(outputs, targets)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected sealed override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return Slopes(outputs - Values(outputs, targets)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected sealed override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return diag_embed(Curvatures(outputs - Values(outputs, targets))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected sealed override Tensor OutputHessianFactorCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return diag_embed(Curvatures(outputs - Values(outputs, targets)).sqrt()).MoveToOuterDisposeScope();
    }

    /// <summary>That factor: it is diagonal.</summary>
    /// <inheritdoc/>
    protected sealed override Tensor OutputHessianRootCore(Tensor outputs, Tensor targets) =>
        OutputHessianFactorCore(outputs, targets);

    /// <inheritdoc/>
    protected sealed override void CheckTargets(Tensor outputs, Tensor targets)
    {
        if (targets.dtype == ScalarType.Int64)
        {
            ClassLabels.Check(outputs, targets, Name);
        }
        else if (!targets.is_floating_point() || !FitsOutputs(outputs, targets))
        {
            throw new ArgumentException(
                $"The loss '{Name}' reads class labels or targets shaped like the outputs [{string.Join(", ", outputs.shape)}]; " +
                $"these are {targets.dtype} [{string.Join(", ", targets.shape)}]. {Remedy(outputs, targets)}",
                nameof(targets));
        }
    }

    /// <summary>ℓ [n] of residuals r [n, C], connected to their graph.</summary>
    private protected abstract Tensor Losses(Tensor residuals);

    /// <summary>∂ℓ/∂r [n, C].</summary>
    private protected abstract Tensor Slopes(Tensor residuals);

    /// <summary>∂²ℓ/∂r² [n, C], none of them negative.</summary>
    private protected abstract Tensor Curvatures(Tensor residuals);

    private static bool FitsOutputs(Tensor outputs, Tensor targets) =>
        targets.shape.SequenceEqual(outputs.shape) || IsVectorForOneOutput(outputs, targets);

    private static string Remedy(Tensor outputs, Tensor targets) => FitsOutputs(outputs, targets)
        ? "Convert labels with .to(int64), and values to the precision of the outputs."
        : "Give the network as many outputs as an example has targets.";

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
