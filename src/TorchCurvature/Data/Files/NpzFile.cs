using System.IO.Compression;

namespace TorchCurvature.Data.Files;

/// <summary>The arrays of a <c>.npz</c>, as <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write it.</summary>
internal static class NpzFile
{
    private const string Extension = ".npy";

    /// <summary>Its arrays; only their headers are read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is no such file, or an array in it is not understood.</exception>
    public static IReadOnlyList<NpyArray> Open(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            IEnumerable<ZipArchiveEntry> arrays = archive.Entries.Where(e => e.FullName.EndsWith(Extension, StringComparison.Ordinal));
            return [.. arrays.Select(entry => ArrayOf(path, file, entry))];
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException($"{path} is damaged, truncated, or no .npz file: {e.Message} Write it with numpy.savez.", e);
        }
    }

    private static NpyArray ArrayOf(string path, FileStream file, ZipArchiveEntry entry)
    {
        string key = entry.FullName[..^Extension.Length], name = $"{path}: {key}";
        using Stream content = entry.Open();
        NpyHeader header = NpyHeader.Read(content, name);
        NpyArray.RequireLength(name, header, entry.Length - header.Length);
        return new NpyArray(key, name, header, use => Use(path, entry.FullName, use), PlaceOf(path, file, entry, header));
    }

    // A member that is stored is read from the archive's own stream, which then stands at the member's first number.
    private static FilePlace? PlaceOf(string path, FileStream file, ZipArchiveEntry entry, NpyHeader header)
    {
        if (entry.CompressedLength != entry.Length || file.Position < header.Length)
        {
            return null;
        }

        long start = file.Position;
        file.Position = start - header.Length;
        Span<byte> magic = stackalloc byte[8];
        bool isThere = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && NpyHeader.IsAt(magic);
        return isThere ? new FilePlace(path, start) : null;
    }

    // All of an entry is read: the archive knows the sum of what it should be.
    private static void Use(string path, string entry, Action<Stream> use)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        ZipArchiveEntry found = archive.GetEntry(entry)
            ?? throw new DataFormatException($"{path} changed while it was in use. Start again.");
        using Stream content = found.Open();
        using var counted = new ChecksumStream(content);
        use(counted);
        if (counted.Checksum != found.Crc32)
        {
            throw new DataFormatException($"{path} is damaged: {entry} is not what its checksum says. Write it again.");
        }
    }
}
