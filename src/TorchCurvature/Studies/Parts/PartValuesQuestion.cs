using TorchCurvature.Eigensolvers.Distributed;
using TorchCurvature.Operators.Distributed;
using TorchCurvature.Sharing;

namespace TorchCurvature.Studies.Parts;

/// <summary>All eigenvalues of the matrix whose parts <see cref="PartQuestion"/> left; the parts are gone afterwards.</summary>
internal sealed record PartValuesQuestion : Question<PartValues>
{
    public override PartValues Answer(Share share)
    {
        BlockCyclicPart part = share.Kept<BlockCyclicPart>(
            PartQuestion.Key, () => throw new InvalidOperationException("No part was computed before."));
        var solver = DistributedEigensolver.Find();
        double[] values = solver.Values(part, share.World.FortranHandle);
        share.Forget(PartQuestion.Key);
        return new PartValues(values, solver.Name);
    }
}
