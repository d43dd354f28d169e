using System.Globalization;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// Keeps a folder for one process, or for several that share its work: a file in it that is locked by the system, so that nothing stays
/// locked where a process was killed. It says who holds it.
/// </summary>
public sealed class FolderLock : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string Name = ".lock";

    private readonly string _path;
    private FileStream? _file;

    private FolderLock(string path, FileStream file) => (_path, _file) = (path, file);

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
                return new FolderLock(path, file);
            }

            file.Dispose();
        }
    }

    /// <summary>Frees the folder.</summary>
    public void Dispose()
    {
        if (_file is not null)
        {
            File.Delete(_path);
            _file.Dispose();
            _file = null;
        }
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
            file.SetLength(0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.Now:yyyy-MM-dd HH:mm:ss}")));
            file.Flush();
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

    private static string Holder(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            string holder = reader.ReadToEnd().Trim();
            return holder.Length > 0 ? holder : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
