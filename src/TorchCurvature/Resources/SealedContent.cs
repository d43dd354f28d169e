namespace TorchCurvature.Resources;

/// <summary>The content of a file that was opened to be read, at its beginning.</summary>
/// <param name="file">The file; this object's.</param>
/// <param name="length">Where the content ends, and its seal begins.</param>
internal sealed class SealedContent(FileStream file, long length) : IDisposable
{
    /// <summary>The file.</summary>
    public Stream Stream => file;

    /// <summary>Whether a seal vouches for the content.</summary>
    public bool IsSealed => length < file.Length;

    /// <summary>Refuses a file that goes on behind what was read of it.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public void RequireEnd()
    {
        if (file.Position != length)
        {
            throw new InvalidDataException("it does not end where its content does");
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();
}
