namespace TorchCurvature.Studies.Runs;

/// <summary>The results of a trained curve in a manifest.</summary>
/// <param name="Line">The straight line.</param>
/// <param name="Curve">The curve.</param>
/// <param name="LevelSet">What follows from the curve.</param>
internal sealed record CurveRecord(PathRecord Line, PathRecord Curve, LevelSetRecord LevelSet)
{
    /// <summary>What a manifest says of a curve.</summary>
    /// <param name="result">The curve.</param>
    public static CurveRecord Of(CurveResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new CurveRecord(
            PathRecord.Of(result.Line), PathRecord.Of(result.Curve), new LevelSetRecord(result.Tolerance, result.Decision));
    }
}
