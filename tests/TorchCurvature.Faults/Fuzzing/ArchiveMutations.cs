using System.IO.Compression;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>
/// Damages what is inside a zip file, which is packed again with right checksums: otherwise all that is tried of a reader is how it takes
/// a wrong checksum.
/// </summary>
internal static class ArchiveMutations
{
    /// <summary>A damaged copy; null where the bytes are no zip file.</summary>
    public static byte[]? Mutate(byte[] original, byte[] other, Random random)
    {
        if (Entries(original) is not { Count: > 0 } entries)
        {
            return null;
        }

        int at = random.Next(entries.Count);
        (string name, byte[] content) = entries[at];
        switch (random.Next(12))
        {
            case 0:
                entries.RemoveAt(at);
                break;
            case 1:
                entries[at] = new(OddValues.Words[random.Next(OddValues.Words.Length)] + name, content);
                break;
            case 2:
                entries.Add(new(name, FileMutations.Mutate(content, other, random)));
                break;
            case 3:
                entries[at] = new(name, entries[random.Next(entries.Count)].Value);
                break;
            default:
                entries[at] = new(name, FileMutations.Mutate(content, other, random));
                break;
        }

        return Packed(entries, random.Next(4) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
    }

    /// <summary>A zip file.</summary>
    public static byte[] Packed(IEnumerable<KeyValuePair<string, byte[]>> entries, CompressionLevel level)
    {
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return content.ToArray();
    }

    private static List<KeyValuePair<string, byte[]>>? Entries(byte[] bytes)
    {
        if (bytes is not [(byte)'P', (byte)'K', ..])
        {
            return null;
        }

        using var archive = new ZipArchive(new MemoryStream(bytes));
        return [.. archive.Entries.Select(entry => KeyValuePair.Create(entry.FullName, ContentOf(entry)))];
    }

    private static byte[] ContentOf(ZipArchiveEntry entry)
    {
        using Stream stored = entry.Open();
        using var content = new MemoryStream();
        stored.CopyTo(content);
        return content.ToArray();
    }
}
