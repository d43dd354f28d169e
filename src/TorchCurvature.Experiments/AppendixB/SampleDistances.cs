namespace TorchCurvature.Experiments.AppendixB;

/// <summary>How far the samples of one population are from their law.</summary>
/// <param name="Dimension">P.</param>
/// <param name="Distances">The Kolmogorov–Smirnov distance of each sample.</param>
internal sealed record SampleDistances(int Dimension, IReadOnlyList<double> Distances);
