namespace TorchCurvature.Studies.Runs;

/// <summary>How many eigenvalues are within a threshold, which is said beside.</summary>
internal sealed record ThresholdCount(double Threshold, long Count);
