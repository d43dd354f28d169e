namespace TorchCurvature.Experiments.Claims;

/// <summary>A claim cannot be judged, because what it is judged by has not been made, or not as this version makes it.</summary>
/// <param name="message">What is missing.</param>
internal sealed class MissingResultException(string message) : Exception(message);
