namespace TorchCurvature.Cli.CommandLine;

/// <summary>An option of a verb under the name of the version before, and the name that it has.</summary>
internal sealed record RenamedOption(string Verb, string Former, string Present);
