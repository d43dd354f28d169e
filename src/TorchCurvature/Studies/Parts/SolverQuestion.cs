using TorchCurvature.Eigensolvers.Distributed;
using TorchCurvature.Sharing;

namespace TorchCurvature.Studies.Parts;

/// <summary>Whether all processes have a library that solves over them.</summary>
internal sealed record SolverQuestion : Question<SolverAnswer>
{
    public override SolverAnswer Answer(Share share)
    {
        string? name = null;
        string missing = "";
        try
        {
            name = DistributedEigensolver.Find().Name;
        }
        catch (SolverUnavailableException e)
        {
            missing = e.Message;
        }

        long without = share.Reduction.Sum(name is null ? 1L : 0L);
        if (without > 0 && name is not null)
        {
            missing = $"{without} of {share.World.Size} processes have no library that solves over them, such as ELPA or ScaLAPACK.";
        }

        return new SolverAnswer(without > 0 ? null : name, missing, share.World.Size, share.World.LocalSize);
    }
}
