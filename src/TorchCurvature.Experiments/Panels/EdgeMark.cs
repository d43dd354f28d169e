using ScottPlot;

namespace TorchCurvature.Experiments.Panels;

/// <summary>A place on the horizontal axis that a reader looks for.</summary>
/// <param name="X">The place.</param>
/// <param name="Name">What the legend says; null for nothing.</param>
/// <param name="Color">Its colour.</param>
internal sealed record EdgeMark(double X, string? Name, Color Color);
