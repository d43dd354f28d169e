namespace TorchCurvature.Experiments.Claims;

/// <summary>The straight line through both solutions of one seed.</summary>
/// <param name="Points">Its points, ascending in α.</param>
internal sealed record SolutionLine(IReadOnlyList<LinePoint> Points)
{
    private const double Same = 1e-9;

    /// <summary>The point at a position.</summary>
    public LinePoint At(double position) => Points.Single(p => Math.Abs(p.Position - position) < Same);

    /// <summary>The points between both solutions.</summary>
    public IEnumerable<LinePoint> Between => Points.Where(p => p.Position is > Same and < 1 - Same);
}
