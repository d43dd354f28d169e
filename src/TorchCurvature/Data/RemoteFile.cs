namespace TorchCurvature.Data;

/// <summary>A published file, its length and its checksums.</summary>
/// <param name="Name">The file name, without a folder. A name that ends in <c>.tar.gz</c> is an archive,
/// unpacked after the download.</param>
/// <param name="Md5">The published MD5 in hexadecimal: a guard against damage, not against forgery.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal, which is one against both; null where it is not known.</param>
/// <param name="Bytes">Its length; null where it is not known.</param>
public sealed record RemoteFile(string Name, string Md5, string? Sha256 = null, long? Bytes = null)
{
    // Of a file of unknown length: no published data set of this kind is larger.
    private const long LargestFile = 10_000_000_000;

    internal long MostBytes => Bytes ?? LargestFile;

    internal bool IsArchive => Name.EndsWith(".tar.gz", StringComparison.Ordinal);
}
