using TorchCurvature.Landscape;

namespace TorchCurvature.Reporting.Plots;

/// <summary>A path in a <see cref="PathPlot"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Profile">Loss and accuracy along it.</param>
public sealed record NamedPath(string Name, PathProfile Profile);
