namespace TorchCurvature.Data;

/// <summary>How far the download of one file has come.</summary>
public sealed record DownloadProgress
{
    internal DownloadProgress(string file, long received, long? total)
    {
        (File, Received, Total) = (file, received, total);
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>Bytes on disk, those of an earlier, interrupted download included.</summary>
    public long Received { get; }

    /// <summary>Bytes of the whole file; null when the server does not say.</summary>
    public long? Total { get; }
}
