using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The folders that this command keeps to itself until it ends.</summary>
internal static class HeldFolders
{
    private static readonly List<FolderLock> s_held = [];

    /// <summary>Keeps a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isShared">Whether it is kept together with other parts of the same work.</param>
    /// <exception cref="RunDirectoryException">Another process has it.</exception>
    public static void Keep(string folder, bool isShared = false) => s_held.Add(FolderLock.Take(folder, isShared));

    /// <summary>Frees all of them.</summary>
    public static void Free()
    {
        s_held.ForEach(folder => folder.Dispose());
        s_held.Clear();
    }
}
