using System.Globalization;
using System.Security.Cryptography;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// Keeps a folder for one process, or for several that share its work: a file in it that is locked by the system, so that nothing stays
/// locked where a process was killed. Another file says who holds it.
/// </summary>
public sealed class FolderLock : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string Name = ".lock";

    private const string Holders = Name + "-*";

    private readonly string _path;
    private readonly string _holder;
    private readonly bool _isShared;
    private FileStream? _file;

    private FolderLock(string path, FileStream file, bool isShared)
    {
        (_path, _file, _isShared) = (path, file, isShared);
        _holder = $"{path}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        File.WriteAllText(
            _holder,
            string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.Now:yyyy-MM-dd HH:mm:ss}"));
    }

    /// <summary>Takes a folder, which is created where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isShared">Whether others who share it may come in.</param>
    /// <returns>To be disposed when the folder is free again.</returns>
    /// <exception cref="RunDirectoryException">Another process has it, or it cannot be written to.</exception>
    public static FolderLock Take(string folder, bool isShared = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string path = Path.Combine(Path.GetFullPath(folder), Name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunDirectoryException($"'{folder}' cannot be written to ({e.Message.TrimEnd('.')}); choose another --out.", e);
        }

        while (true)
        {
            FileStream file = Open(folder, path, isShared);

            // Who had it before may have removed the file between our opening and locking it.
            if (File.Exists(path))
            {
                return new FolderLock(path, file, isShared);
            }

            file.Dispose();
        }
    }

    /// <summary>Frees the folder.</summary>
    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }

        File.Delete(_holder);
        if (!_isShared)
        {
            File.Delete(_path); // others who share it hold this file, and nobody would see their lock on it any more
        }

        _file.Dispose();
        _file = null;
    }

    private static FileStream Open(string folder, string path, bool isShared)
    {
        try
        {
            if (isShared)
            {
                // The system locks a file for several where all of them only read it.
                using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
                {
                }

                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            }

            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Array.ForEach(HoldersOf(path), File.Delete); // of processes that were killed
            return file;
        }
        catch (IOException e)
        {
            throw new RunDirectoryException(
                $"'{folder}' is in use: {Holder(path)} writes to it. Wait until it is done, or choose another --out.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RunDirectoryException($"'{folder}' cannot be written to ({e.Message.TrimEnd('.')}); choose another --out.", e);
        }
    }

    // Beside the file: one that is locked cannot be read. Where parts share the folder, the one that came last.
    private static string Holder(string path)
    {
        try
        {
            return HoldersOf(path).OrderByDescending(File.GetLastWriteTimeUtc).Select(File.ReadAllText).FirstOrDefault("another process");
        }
        catch (IOException)
        {
            return "another process"; // which has just ended
        }
    }

    private static string[] HoldersOf(string path) => Directory.GetFiles(Path.GetDirectoryName(path)!, Holders);
}
