namespace TorchCurvature.Data;

/// <summary>Files of a data set are neither in the folders that were searched nor to be had from their server.</summary>
/// <param name="message">Which files, where they were looked for, where to get them and where to put them.</param>
/// <param name="innerException">Why the download failed, if there was one.</param>
public sealed class DatasetUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
