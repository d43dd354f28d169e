using System.Security.Cryptography;

namespace TorchCurvature.Data;

/// <summary>A file that data were read from, by which it can be told from another one of the same name.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">SHA-256 of its content in hexadecimal; null where it is larger than a gibibyte, and reading it again would take
/// long.</param>
public sealed record FileFingerprint(string Path, long Length, string? Sha256)
{
    private const long MostHashed = 1L << 30;

    /// <summary>That of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileFingerprint Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        string? hash = file.Length > MostHashed ? null : Convert.ToHexStringLower(SHA256.HashData(file));
        return new FileFingerprint(System.IO.Path.GetFullPath(path), file.Length, hash);
    }
}
