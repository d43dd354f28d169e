namespace TorchCurvature.RandomMatrix;

/// <summary>One interval [Lower, Upper] that a law's density fills, with the share of eigenvalues in it.</summary>
/// <param name="Lower">Lower edge.</param>
/// <param name="Upper">Upper edge.</param>
/// <param name="Mass">The integral of the density over the interval; the masses of all intervals and the atom at 0 sum to 1.</param>
public readonly record struct BulkInterval(double Lower, double Upper, double Mass);
