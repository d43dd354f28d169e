using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace TorchCurvature.Resources;

/// <summary>Files that are written whole or not at all, after a power cut too.</summary>
internal static partial class WholeFile
{
    private const int RandomDigits = 16;

    /// <summary>
    /// Writes a file through a temporary one beside it, which is renamed once all of it is on the disk, and removed if that fails. Nobody
    /// can foresee its name, and it is this call's own: no link that lies there is followed, and other processes may write beside it.
    /// </summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="write">Writes the content, and may read and change what it wrote; the stream stays open.</param>
    /// <param name="former">Where the file that is replaced is kept; null for nowhere.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be replaced.</exception>
    public static void Write(string path, Action<Stream> write, string? former = null)
    {
        string random = RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true);
        string temporary = Path.ChangeExtension(path, $".{random}.partial{Path.GetExtension(path)}");
        try
        {
            // It stays open, and locked by the system, until it has its name: so Sweep knows that it is no left-over.
            FileStream file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            try
            {
                using (file)
                {
                    write(file);
                    file.Flush(flushToDisk: true);
                    if (OperatingSystem.IsWindows())
                    {
                        file.Dispose(); // an open file has no other name there
                    }

                    Rename(temporary, path, former);
                }
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (IOException e)
        {
            throw new IOException(e.Message.Replace(temporary, path, StringComparison.Ordinal), e) { HResult = e.HResult };
        }
    }

    /// <summary>Removes the temporary files of killed processes from a folder; those that are being written stay.</summary>
    /// <param name="folder">The folder; nothing happens where there is none.</param>
    public static void Sweep(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(folder).Where(file => Temporary.IsMatch(Path.GetFileName(file))))
        {
            RemoveUnlessInUse(path);
        }
    }

    /// <summary>Whether a file could not be written because there is no room for it.</summary>
    /// <param name="error">What was thrown.</param>
    public static bool IsForWantOfRoom(IOException error)
    {
        const int WindowsHandleDiskFull = unchecked((int)0x80070027), WindowsDiskFull = unchecked((int)0x80070070);
        const int NoSpaceLeft = 28, LinuxQuotaExceeded = 122, MacQuotaExceeded = 69;
        return error.HResult is WindowsHandleDiskFull or WindowsDiskFull or NoSpaceLeft
            || (OperatingSystem.IsLinux() && error.HResult == LinuxQuotaExceeded)
            || (OperatingSystem.IsMacOS() && error.HResult == MacQuotaExceeded);
    }

    // The name of the version before this one had eight digits and letters.
    [GeneratedRegex(@"\.([0-9a-f]{16}|[0-9a-z]{8})\.partial(\.[^.]*)?$")]
    private static partial Regex Temporary { get; }

    private static void Rename(string temporary, string path, string? former)
    {
        if (former is not null && File.Exists(path))
        {
            File.Replace(temporary, path, former);
        }
        else
        {
            File.Move(temporary, path, overwrite: true);
        }
    }

    private static void RemoveUnlessInUse(string path)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is null)
            {
                using var left = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }

            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody writes it, or it is not ours.
        }
    }
}
