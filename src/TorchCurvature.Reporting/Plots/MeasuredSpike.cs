namespace TorchCurvature.Reporting.Plots;

/// <summary>What samples showed of a spike.</summary>
/// <param name="Spike">The population's eigenvalue.</param>
/// <param name="Place">The mean of the sample eigenvalue of its rank.</param>
/// <param name="PlaceError">Standard error of that mean.</param>
/// <param name="Overlap">The mean squared overlap of its eigenvector.</param>
/// <param name="OverlapError">Standard error of that mean.</param>
internal sealed record MeasuredSpike(double Spike, double Place, double PlaceError, double Overlap, double OverlapError);
