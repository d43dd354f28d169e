namespace TorchCurvature.Resources;

/// <summary>Files that are written whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>
    /// Writes a file through a temporary one beside it, which is renamed once it is complete and removed if that fails. Its name is this
    /// call's own: other processes may write into the same folder, such as those of a reproduction.
    /// </summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="writeTo">Writes the temporary file, whose path has the same extension.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be replaced.</exception>
    public static void Write(string path, Action<string> writeTo)
    {
        string own = Path.GetRandomFileName()[..8];
        string temporary = Path.ChangeExtension(path, $".{own}.partial{Path.GetExtension(path)}");
        try
        {
            writeTo(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
