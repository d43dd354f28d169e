namespace TorchCurvature.Report.Content;

/// <summary>A number of each point of a series; NaN where it is not known.</summary>
internal sealed record Column(string Name, double[] Values);
