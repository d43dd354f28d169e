using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Landscape;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The second of two networks with its hidden units in the order in which it is nearest to the first.</summary>
internal static class MatchedUnits
{
    public static Tensor Of(Checkpoints checkpoints, CancellationToken cancellation)
    {
        try
        {
            return WeightMatching.Match(checkpoints.Model, checkpoints.Points[0], checkpoints.Points[1], cancellation).Apply(checkpoints.Points[1]);
        }
        catch (NotSupportedException e)
        {
            throw new UsageException($"--match-units: {e.Message}");
        }
    }
}
