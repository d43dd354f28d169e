namespace TorchCurvature.PyTorch;

/// <summary>A file of PyTorch's cannot be used as a network here.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="cause">What found it; null where this did.</param>
public sealed class ModelFileException(string message, Exception? cause = null) : IOException(message, cause);
