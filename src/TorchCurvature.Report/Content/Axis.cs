namespace TorchCurvature.Report.Content;

/// <summary>An axis of a figure.</summary>
/// <param name="Label">What it shows, with its unit.</param>
/// <param name="Scale">How, at first.</param>
internal sealed record Axis(string Label, AxisScale Scale = AxisScale.Linear)
{
    /// <summary>The other scale that a reader can choose; null for none.</summary>
    public AxisScale? Otherwise { get; init; }

    /// <summary>The least number that a logarithmic axis shows; null for the least there is.</summary>
    public double? Floor { get; init; }

    /// <summary>Names in the place of the numbers 1, 2, …; null for numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }
}
