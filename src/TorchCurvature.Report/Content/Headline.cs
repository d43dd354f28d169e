namespace TorchCurvature.Report.Content;

/// <summary>One of the numbers that a page begins with.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The number.</param>
/// <param name="Note">Its error, or what else is to be known about it.</param>
internal sealed record Headline(string Label, Cell Value, string Note = "");
