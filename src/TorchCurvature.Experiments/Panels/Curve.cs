using ScottPlot;

namespace TorchCurvature.Experiments.Panels;

/// <summary>A line of a <see cref="CurvePanel"/>.</summary>
/// <param name="Name">What the legend calls it; empty for nothing.</param>
/// <param name="Points">Its points from left to right.</param>
/// <param name="Color">Its colour.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points, Color Color)
{
    /// <summary>The width of the line; 0 draws the markers alone.</summary>
    public float Width { get; init; } = 2;

    /// <summary>The size of the markers; 0 draws none.</summary>
    public float Marker { get; init; }
}
