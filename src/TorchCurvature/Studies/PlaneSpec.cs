namespace TorchCurvature.Studies;

/// <summary>What <see cref="PlaneStudy.Through"/> looks at: the plane through three networks.</summary>
public sealed record PlaneSpec
{
    /// <summary>Points of the grid along each side.</summary>
    public int Resolution { get; init; } = 21;

    /// <summary>How far the picture goes beyond the three points, as a share of their extent.</summary>
    public double Margin { get; init; } = 0.3;

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Resolution, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Margin);
    }
}
