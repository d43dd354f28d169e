namespace TorchCurvature.RandomMatrix;

/// <summary>Where one eigenvalue of the population ends up among those of the sample covariance, in the limit.</summary>
/// <param name="Spike">The eigenvalue of Σ.</param>
/// <param name="IsOutlier">Whether the sample shows it apart from the bulk.</param>
/// <param name="Place">The sample eigenvalue that belongs to it: an outlier, or a place in the bulk or at its edge.</param>
/// <param name="Overlap">The squared scalar product of the sample eigenvector with the population's; 0 where there is no outlier.</param>
public sealed record OutlierPrediction(double Spike, bool IsOutlier, double Place, double Overlap);
