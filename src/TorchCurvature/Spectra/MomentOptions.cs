namespace TorchCurvature.Spectra;

/// <summary>How precisely trace and Frobenius norm are estimated and what that may cost.</summary>
public sealed record MomentOptions
{
    /// <summary>The standard error wanted, relative to each estimate.</summary>
    public double RelativeError { get; init; } = 0.01;

    /// <summary>
    /// Vectors that catch the large part of the spectrum beforehand (Hutch++), at two products each. Not
    /// needed where the outliers are known.
    /// </summary>
    public int SketchSize { get; init; }

    /// <summary>Columns that may be multiplied.</summary>
    public long MaxProducts { get; init; } = 1000;

    /// <summary>Columns multiplied at once.</summary>
    public int BlockSize { get; init; } = 4;

    /// <summary>Seed of sketch and probes.</summary>
    public long Seed { get; init; }
}
