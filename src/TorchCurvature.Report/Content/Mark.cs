namespace TorchCurvature.Report.Content;

/// <summary>A line across a figure.</summary>
/// <param name="Label">What it marks.</param>
/// <param name="At">Where.</param>
/// <param name="IsVertical">Whether it marks a place on the horizontal axis.</param>
/// <param name="Group">The group of series that it belongs to; null for all.</param>
internal sealed record Mark(string Label, double At, bool IsVertical, string? Group = null);
