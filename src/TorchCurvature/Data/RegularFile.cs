namespace TorchCurvature.Data;

/// <summary>What can be told of a file before it is opened.</summary>
internal static class RegularFile
{
    /// <summary>
    /// Whether a file has bytes that can be read from any place: pipes and devices have no length, and opening one may wait for ever.
    /// </summary>
    public static bool Is(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && ((FileInfo)(file.ResolveLinkTarget(returnFinalTarget: true) ?? file)).Length > 0;
    }

    /// <summary>Refuses what is none.</summary>
    /// <exception cref="DataFormatException">It is empty, a pipe or a device.</exception>
    public static void Require(string path)
    {
        if (!Is(path))
        {
            throw new DataFormatException($"{path} is empty, a pipe or a device; data are read from files.");
        }
    }
}
