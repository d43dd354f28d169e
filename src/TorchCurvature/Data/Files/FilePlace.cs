namespace TorchCurvature.Data.Files;

/// <summary>Where something begins in a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">The first byte, from 0.</param>
internal sealed record FilePlace(string Path, long Start);
