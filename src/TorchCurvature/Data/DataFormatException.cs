namespace TorchCurvature.Data;

/// <summary>A data file is not what its format says: truncated, too long, damaged, or with a value out of range.</summary>
/// <param name="message">Which file, what was expected, what was found.</param>
/// <param name="innerException">What the decompressor said, if it was the one to notice.</param>
public sealed class DataFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
