namespace TorchCurvature.RandomMatrix;

/// <summary>One interval [Lower, Upper] that a law's density fills, with the share of eigenvalues in it.</summary>
public readonly record struct BulkInterval
{
    internal BulkInterval(double lower, double upper, double mass)
    {
        (Lower, Upper, Mass) = (lower, upper, mass);
    }

    /// <summary>Lower edge.</summary>
    public double Lower { get; }

    /// <summary>Upper edge.</summary>
    public double Upper { get; }

    /// <summary>The integral of the density over the interval; the masses of all intervals and the atom at 0 sum to 1.</summary>
    public double Mass { get; }
}
