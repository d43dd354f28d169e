namespace TorchCurvature.Eigensolvers.Distributed;

/// <summary>A library that solves over several processes is not to be had; the message says what was looked for, and what to do.</summary>
/// <param name="message">The message.</param>
internal sealed class SolverUnavailableException(string message) : Exception(message);
