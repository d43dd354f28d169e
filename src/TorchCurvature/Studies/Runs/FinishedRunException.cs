namespace TorchCurvature.Studies.Runs;

/// <summary>A folder is not that of a finished run with a trained network, or its network cannot be looked at beside another.</summary>
/// <param name="message">What is wrong with which folder, and what to do.</param>
/// <param name="cause">What found it; null where this did.</param>
public sealed class FinishedRunException(string message, Exception? cause = null) : Exception(message, cause);
