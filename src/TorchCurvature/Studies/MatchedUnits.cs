using TorchCurvature.Landscape;
using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>The second of two networks, as a study of a path between them takes it.</summary>
internal static class MatchedUnits
{
    /// <summary>
    /// B, or a copy of it with its hidden units in the order in which it is nearest to A; the copy belongs to the present scope.
    /// </summary>
    /// <exception cref="SettingException">The network is not fully connected.</exception>
    public static Tensor SecondOf(LoadedRuns runs, bool matchUnits, CancellationToken cancellation)
    {
        if (!matchUnits)
        {
            return runs.Points[1];
        }

        try
        {
            return WeightMatching.Match(runs.Model, runs.Points[0], runs.Points[1], cancellation).Apply(runs.Points[1]);
        }
        catch (NotSupportedException e)
        {
            throw new SettingException($"--match-units: {e.Message}", e);
        }
    }
}
