namespace TorchCurvature.Studies.Runs;

/// <summary>A folder cannot take the results of a run.</summary>
/// <param name="message">One sentence: what is wrong with which folder, and what to do.</param>
/// <param name="cause">What the file system said, if it was asked.</param>
public sealed class RunDirectoryException(string message, Exception? cause = null) : IOException(message, cause);
