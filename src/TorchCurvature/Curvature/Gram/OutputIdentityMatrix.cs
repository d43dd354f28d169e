using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>Σ_n J_nᵀJ_n, whose Gram matrix is the neural tangent kernel.</summary>
internal sealed class OutputIdentityMatrix : OutputCurvatureMatrix
{
    public override string Word => "neural-tangent";

    public override string Symbol => "JᵀJ";

    public override string Title => "matrix of the neural tangent kernel";

    public override string Description => "the sum of all products of output gradients";

    public override bool IsSemidefinite => true;

    public override bool HoldsWeightDecay => false;

    public override Tensor InOutputs(Loss loss, Tensor outputs, Tensor targets) => RootInOutputs(loss, outputs, targets);

    internal override Tensor RootInOutputs(Loss loss, Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = outputs.shape[1];
        Tensor identity = eye(count, count, outputs.dtype, outputs.device);
        return identity.unsqueeze(0).expand(outputs.shape[0], count, count).clone().MoveToOuterDisposeScope();
    }
}
