namespace TorchCurvature.PyTorch.Pickles;

/// <summary>A pickle cannot be read; whoever knows the file says so.</summary>
internal sealed class PickleException(string message) : Exception(message);
