using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one required symbol version of an ELF library as weak (<c>VER_FLG_WEAK</c>), so that a C++ runtime that does not
/// define it is accepted. Idempotent; writes two bytes, in a copy that replaces the file whole.
/// </summary>
/// <remarks>
/// Layout: System V ABI, "Section Headers"; Linux Standard Base Core, "Symbol Versioning", for Elf64_Verneed and Elf64_Vernaux.
/// </remarks>
public sealed class WeakenSymbolVersion : Task
{
    private const uint VersionNeedsSection = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;

    [Required]
    public ITaskItem[] Libraries { get; set; }

    [Required]
    public string SymbolVersion { get; set; }

    public override bool Execute()
    {
        foreach (ITaskItem library in Libraries)
        {
            string path = library.GetMetadata("FullPath");
            try
            {
                byte[] image = File.ReadAllBytes(path);
                if (Weaken(image))
                {
                    // A hard link to the package cache must not be written through: replace the directory entry.
                    string temporary = path + ".weakened";
                    File.WriteAllBytes(temporary, image);
                    File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(path)); // else the next build copies it anew
                    File.Delete(path);
                    File.Move(temporary, path);
                    Log.LogMessage(MessageImportance.Normal, "Marked {0} as weak in {1}", SymbolVersion, path);
                }
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException || e is ArgumentOutOfRangeException
                || e is IndexOutOfRangeException)
            {
                Log.LogError("Cannot relax the symbol version {0} of {1}: {2}", SymbolVersion, path, e.Message);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private bool Weaken(byte[] image)
    {
        bool isElf64LittleEndian = image.Length > 64 && image[0] == 0x7f && image[1] == 'E' && image[2] == 'L' && image[3] == 'F'
            && image[4] == 2 && image[5] == 1;
        if (!isElf64LittleEndian)
        {
            return false;
        }

        long sections = BitConverter.ToInt64(image, 0x28);
        int sectionSize = BitConverter.ToUInt16(image, 0x3A);
        int sectionCount = BitConverter.ToUInt16(image, 0x3C);
        bool changed = false;
        for (int i = 0; i < sectionCount; i++)
        {
            int section = checked((int)(sections + (long)i * sectionSize));
            if (BitConverter.ToUInt32(image, section + 4) == VersionNeedsSection)
            {
                int linked = checked((int)(sections + (long)BitConverter.ToInt32(image, section + 0x28) * sectionSize));
                changed |= WeakenIn(
                    image, (int)BitConverter.ToInt64(image, section + 0x18), (int)BitConverter.ToInt64(image, linked + 0x18));
            }
        }

        return changed;
    }

    private bool WeakenIn(byte[] image, int need, int strings)
    {
        bool changed = false;
        while (true)
        {
            int entry = need + BitConverter.ToInt32(image, need + 8);
            for (int left = BitConverter.ToUInt16(image, need + 2); left > 0; left--)
            {
                ushort flags = BitConverter.ToUInt16(image, entry + 4);
                if (NameAt(image, strings + BitConverter.ToInt32(image, entry + 8)) == SymbolVersion && (flags & WeakFlag) == 0)
                {
                    BitConverter.GetBytes((ushort)(flags | WeakFlag)).CopyTo(image, entry + 4);
                    changed = true;
                }

                entry += BitConverter.ToInt32(image, entry + 12);
            }

            int next = BitConverter.ToInt32(image, need + 12);
            if (next == 0)
            {
                return changed;
            }

            need += next;
        }
    }

    private static string NameAt(byte[] image, int start)
    {
        int end = Array.IndexOf(image, (byte)0, start);
        return Encoding.ASCII.GetString(image, start, end - start);
    }
}
