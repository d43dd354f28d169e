namespace TorchCurvature.RandomMatrix;

/// <summary>
/// How well a law describes the bulk of a measured spectrum of n nonzero eigenvalues, by its Kolmogorov–Smirnov distance D.
/// </summary>
public enum FitVerdict
{
    /// <summary>D ≤ <see cref="BulkFitting.ConsistentDistance"/>: as close as a sample of the law is.</summary>
    Consistent,

    /// <summary>D ≤ <see cref="BulkFitting.ApproximateDistance"/>: not a sample of the law, but its shape.</summary>
    Approximate,

    /// <summary>Neither: the law does not describe the bulk, and its edge says nothing about outliers.</summary>
    Poor,
}
