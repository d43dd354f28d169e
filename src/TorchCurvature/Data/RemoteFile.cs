namespace TorchCurvature.Data;

/// <summary>A published file and its checksum.</summary>
/// <param name="Name">The file name, without a folder. A name that ends in <c>.tar.gz</c> is an archive,
/// unpacked after the download.</param>
/// <param name="Md5">The published MD5 in hexadecimal: a guard against damage, not against forgery.</param>
public sealed record RemoteFile(string Name, string Md5)
{
    internal bool IsArchive => Name.EndsWith(".tar.gz", StringComparison.Ordinal);
}
