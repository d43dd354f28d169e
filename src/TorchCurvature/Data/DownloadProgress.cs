namespace TorchCurvature.Data;

/// <summary>How far the download of one file has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes on disk, those of an earlier, interrupted download included.</param>
/// <param name="Total">Bytes of the whole file; null when the server does not say.</param>
public sealed record DownloadProgress(string File, long Received, long? Total);
