using TorchCurvature.Losses;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Matrices;

/// <summary>
/// G = (1/N) Σ_n J_nᵀ A_n J_n, the generalized Gauss–Newton matrix (Schraudolph 2002); of rank N·rank A at most: mathematics.md (4), (8).
/// </summary>
public sealed class GaussNewtonMatrix : OutputCurvatureMatrix
{
    internal GaussNewtonMatrix()
    {
    }

    /// <inheritdoc/>
    public override string Word => "gauss-newton";

    /// <inheritdoc/>
    public override string Symbol => "G";

    /// <inheritdoc/>
    public override string Title => "Gauss–Newton matrix";

    /// <inheritdoc/>
    public override string Description => "its Gauss–Newton part";

    /// <inheritdoc/>
    public override bool IsSemidefinite => true;

    /// <inheritdoc/>
    public override long? RankBound(long examples, int outputs, Loss loss) => VectorCount(examples, outputs, loss);

    /// <inheritdoc/>
    public override Tensor InOutputs(Loss loss, Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.OutputHessian(outputs, targets);
    }

    internal override Tensor RootInOutputs(Loss loss, Tensor outputs, Tensor targets) => loss.OutputHessianRoot(outputs, targets);
}
