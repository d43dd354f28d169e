namespace TorchCurvature.Cli.CommandLine;

/// <summary>A name on a help page, and what it is.</summary>
internal sealed record HelpRow(string Label, string Text);
