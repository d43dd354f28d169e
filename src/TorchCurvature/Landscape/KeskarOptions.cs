namespace TorchCurvature.Landscape;

/// <summary>The box of Keskar's sharpness, and how its maximum is sought.</summary>
public sealed record KeskarOptions
{
    /// <summary>ε, which makes coordinate i of the box ε (|w_i| + 1) wide on either side. Keskar et al. take 1e-3 and 5e-4.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>Steps of the ascent from each start.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>
    /// Starts: the point itself, and then points uniform in the box, without which the ascent would stay at a critical point.
    /// </summary>
    public int Starts { get; init; } = 3;

    /// <summary>Seed of the random starts.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epsilon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Starts);
    }
}
