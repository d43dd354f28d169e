namespace TorchCurvature.Report.Content;

/// <summary>What was looked at, and how.</summary>
internal sealed record Fact(string Label, string Text);
