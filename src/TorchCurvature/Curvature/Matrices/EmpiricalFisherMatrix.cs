using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Matrices;

/// <summary>
/// The empirical Fisher matrix (1/N) Σ_n ∇ℓ_n ∇ℓ_nᵀ, the uncentred covariance of the per-example gradients; of rank N at most. Equal to
/// G with g_n g_nᵀ for A_n: mathematics.md (9). Where terms have weights, ℓ_n has its own in it, and N is their sum.
/// </summary>
public sealed class EmpiricalFisherMatrix : OutputCurvatureMatrix
{
    internal EmpiricalFisherMatrix()
    {
    }

    /// <inheritdoc/>
    public override string Word => "empirical-fisher";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Synonyms { get; } = ["gradient-covariance"];

    /// <inheritdoc/>
    public override string Symbol => "empirical Fisher";

    /// <inheritdoc/>
    public override string FileName => "gradient-covariance";

    /// <inheritdoc/>
    public override string Title => "empirical Fisher (uncentred gradient covariance)";

    /// <inheritdoc/>
    public override string Description => "uncentred gradient covariance";

    /// <inheritdoc/>
    public override bool IsSemidefinite => true;

    /// <inheritdoc/>
    public override long? RankBound(long examples, int outputs, Loss loss) => examples;

    /// <inheritdoc/>
    public override long VectorCount(long examples, int outputs, Loss loss) => examples;

    /// <inheritdoc/>
    public override Tensor InOutputs(Loss loss, Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using DisposeScope scope = NewDisposeScope();
        Tensor g = loss.OutputGradient(outputs, targets);
        return (g.unsqueeze(2) * g.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    internal override bool IsOfGradients => true;

    internal override Tensor RootInOutputs(Loss loss, Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return loss.OutputGradient(outputs, targets).unsqueeze(2).MoveToOuterDisposeScope();
    }

    internal override (Tensor Outputs, Tensor? Root) ForRows(Loss loss, Tensor outputs, Tensor targets) =>
        ForProducts(loss, outputs, targets);

    // Σ ∇ℓ_n ∇ℓ_nᵀ is Σ JᵀAJ for the losses themselves as outputs and A = 1, whatever they depend on.
    internal override (Tensor Outputs, Tensor Curvature) ForProducts(Loss loss, Tensor outputs, Tensor targets)
    {
        Tensor losses = loss.ExampleLosses(outputs, targets).unsqueeze(1);
        return (losses, ones([losses.shape[0], 1, 1], losses.dtype, losses.device));
    }
}
