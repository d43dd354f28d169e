using System.IO.Compression;

namespace TorchCurvature.PyTorch.Archives;

/// <summary>
/// A zip file as PyTorch writes it: all entries in one folder, whose name is the file's, or (torch.export before 2.8) in none.
/// </summary>
internal sealed class PyTorchArchive : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private PyTorchArchive(ZipArchive zip, string path)
    {
        (_zip, Path) = (zip, path);
        string? root = CommonRoot(zip);
        _entries = zip.Entries.Where(e => e.Name.Length > 0)
            .GroupBy(e => root is null ? e.FullName : e.FullName[root.Length..])
            .ToDictionary(same => same.Key, same => same.First());
    }

    /// <summary>What messages call it.</summary>
    public string Path { get; }

    public IEnumerable<string> Names => _entries.Keys;

    /// <exception cref="PyTorchFileException">It is no zip file, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static PyTorchArchive Open(string path) => Open(File.OpenRead(path), path);

    /// <summary>An archive inside an archive.</summary>
    public PyTorchArchive OpenInner(string name)
    {
        return Open(new MemoryStream(ReadAll(name)), $"{Path}: {name}");
    }

    public bool Has(string name) => _entries.ContainsKey(name);

    public long LengthOf(string name) => Entry(name).Length;

    public Stream Read(string name)
    {
        try
        {
            return Entry(name).Open();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(Path, e);
        }
    }

    public byte[] ReadAll(string name)
    {
        try
        {
            using Stream stored = Entry(name).Open();
            using MemoryStream content = new();
            stored.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(Path, e);
        }
    }

    public void Dispose() => _zip.Dispose();

    private static PyTorchArchive Open(Stream content, string path)
    {
        try
        {
            return new PyTorchArchive(new ZipArchive(content, ZipArchiveMode.Read), path);
        }
        catch (InvalidDataException e)
        {
            content.Dispose();
            throw Damaged(path, e);
        }
    }

    private static PyTorchFileException Damaged(string path, Exception cause) => new(
        $"'{path}' is no zip file, or a damaged one: torch.save writes one since PyTorch 1.6, torch.export.save always. Save it again.",
        cause);

    private static string? CommonRoot(ZipArchive zip)
    {
        string[] roots = [.. zip.Entries.Select(e => e.FullName.Split('/')).Select(parts => parts.Length > 1 ? parts[0] : "").Distinct()];
        return roots is [{ Length: > 0 } one] ? one + "/" : null;
    }

    private ZipArchiveEntry Entry(string name) => _entries.GetValueOrDefault(name)
        ?? throw new PyTorchFileException($"'{Path}' has no '{name}': it is incomplete, or of a layout that is not known here.");
}
