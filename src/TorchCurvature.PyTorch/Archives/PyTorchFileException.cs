namespace TorchCurvature.PyTorch.Archives;

/// <summary>A file of PyTorch's cannot be read, or holds what this library cannot use.</summary>
/// <param name="message">Which file, what is wrong, and what to do about it.</param>
/// <param name="cause">What noticed it first, if that was something else.</param>
public sealed class PyTorchFileException(string message, Exception? cause = null) : ArgumentException(message, cause);
