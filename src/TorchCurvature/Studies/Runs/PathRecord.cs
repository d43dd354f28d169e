using TorchCurvature.Landscape;

namespace TorchCurvature.Studies.Runs;

/// <summary>The results of a path in a manifest.</summary>
/// <param name="Train">On training data.</param>
/// <param name="Test">On test data; null where there are none.</param>
internal sealed record PathRecord(BarrierRecord Train, BarrierRecord? Test)
{
    /// <summary>What a manifest says of a path.</summary>
    /// <param name="result">The path.</param>
    public static PathRecord Of(PathResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new PathRecord(Barriers(result.Train), result.Test is null ? null : Barriers(result.Test));
    }

    private static BarrierRecord Barriers(PathProfile profile) => new(profile.AboveInterpolation, profile.AboveMeanOfEnds);
}
