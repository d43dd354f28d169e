namespace TorchCurvature.Experiments.Claims;

/// <summary>Where an outlier of sample covariances is, and where the theory has it.</summary>
/// <param name="Predicted">Its place by the theory.</param>
/// <param name="Place">The mean over samples.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record SpikePlace(double Predicted, double Place, double Error);
