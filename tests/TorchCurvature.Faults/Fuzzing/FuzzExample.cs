namespace TorchCurvature.Faults.Fuzzing;

/// <summary>A good input of a reader, whose files are damaged one at a time.</summary>
/// <param name="Target">What the reader is given: a name among the files, or nothing for their folder.</param>
/// <param name="Files">The files by name, with <c>/</c> between folders.</param>
internal sealed record FuzzExample(string Target, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>An example of one file.</summary>
    public static FuzzExample Of(string name, byte[] content) => new(name, new Dictionary<string, byte[]> { [name] = content });

    /// <summary>An example of one file that exists.</summary>
    public static FuzzExample Of(string path) => Of(Path.GetFileName(path), File.ReadAllBytes(path));

    /// <summary>An example that is a folder with all of its files.</summary>
    public static FuzzExample OfFolder(string folder) => new(
        "",
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes));
}
