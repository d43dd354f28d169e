namespace TorchCurvature.Report.Content;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What is read.</param>
/// <param name="Raw">The number as the file has it, digit for digit; null for text.</param>
internal sealed record Cell(string Text, string? Raw = null);
