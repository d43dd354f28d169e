namespace TorchCurvature.Reporting.Plots;

/// <summary>The files of figures. Each figure is drawn twice: as PNG and as SVG.</summary>
public static class PlotFiles
{
    /// <summary>The files of figures in their order, for the list of a run's results.</summary>
    /// <param name="names">The figures' names without extension, as their <c>Write</c> takes them.</param>
    public static IReadOnlyList<string> Of(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.SelectMany(name => (string[])[Png(name), Svg(name)])];
    }

    /// <summary>The picture of pixels.</summary>
    internal static string Png(string name) => $"{name}.png";

    /// <summary>The picture of lines.</summary>
    internal static string Svg(string name) => $"{name}.svg";
}
