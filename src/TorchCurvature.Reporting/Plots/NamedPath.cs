using TorchCurvature.Landscape;

namespace TorchCurvature.Reporting.Plots;

/// <summary>A path in a <see cref="PathPlot"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Profile">Loss and accuracy along it.</param>
public sealed record NamedPath(string Name, PathProfile Profile)
{
    /// <summary>Those of some paths that there are.</summary>
    internal static IReadOnlyList<NamedPath> Of(params IReadOnlyList<(string Name, PathProfile? Profile)> paths) =>
        [.. paths.Where(path => path.Profile is not null).Select(path => new NamedPath(path.Name, path.Profile!))];
}
