namespace TorchCurvature.Cli.CommandLine;

/// <summary>A run ended early, and the message says why and where its results so far are.</summary>
internal sealed class UnfinishedRunException(string message, Exception? cause) : Exception(message, cause);
