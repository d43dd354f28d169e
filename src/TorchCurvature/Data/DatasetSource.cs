namespace TorchCurvature.Data;

/// <summary>What files a data set consists of and where they are published.</summary>
/// <param name="Name">As messages call it.</param>
/// <param name="Folder">The conventional subfolder of a data directory that holds its files.</param>
/// <param name="Files">The names of the files that loading needs, in the order in which it needs them.</param>
/// <param name="BaseAddress">Where the downloads are; ends in a slash. Another mirror: <c>source with { BaseAddress = … }</c>.</param>
/// <param name="Downloads">
/// The published files: <paramref name="Files"/> with <c>.gz</c> added, each of which serves in place of the plain file, or one archive.
/// </param>
public sealed record DatasetSource(
    string Name, string Folder, IReadOnlyList<string> Files, Uri BaseAddress, IReadOnlyList<RemoteFile> Downloads)
{
    internal const string DirectoryVariable = "TORCHCURVATURE_DATA";

    /// <summary>The paths of <see cref="Files"/>, all from the directory itself or all from <see cref="Folder"/> in it.</summary>
    /// <exception cref="DatasetUnavailableException">Neither has them all; names what the fuller of the two lacks.</exception>
    internal IReadOnlyList<string> Locate(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        string subfolder = Path.Combine(directory, Folder);
        IReadOnlyList<string> lackedBySubfolder = Missing(subfolder), lackedByDirectory = Missing(directory);
        if (Math.Min(lackedBySubfolder.Count, lackedByDirectory.Count) == 0)
        {
            string complete = lackedBySubfolder.Count == 0 ? subfolder : directory;
            return [.. Files.Select(file => Find(complete, file)!)];
        }

        (IReadOnlyList<string> lacked, string searched) = lackedByDirectory.Count < lackedBySubfolder.Count
            ? (lackedByDirectory, directory)
            : (lackedBySubfolder, Directory.Exists(subfolder) ? subfolder : directory);
        throw Unavailable($"{Name} is not complete in {Path.GetFullPath(searched)}", lacked, null);
    }

    /// <summary>Those of <see cref="Files"/> that the folder has neither plain nor compressed.</summary>
    internal IReadOnlyList<string> Missing(string folder) => [.. Files.Where(file => Find(folder, file) is null)];

    internal DatasetUnavailableException Unavailable(string problem, IReadOnlyList<string> missing, Exception? cause) => new(
        $"{problem}: missing {string.Join(", ", missing)}. Get {string.Join(", ", Downloads.Select(AddressOf))}"
        + $"{(Downloads.Any(download => download.IsArchive) ? " and unpack it" : "")}, and give the folder of the "
        + "files with --data-dir DIR "
        + $"or in the environment variable {DirectoryVariable}.", cause);

    internal Uri AddressOf(RemoteFile download) => new(BaseAddress, download.Name);

    /// <summary>Whether the published file would supply one of <see cref="Files"/> that is missing.</summary>
    internal static bool Supplies(RemoteFile download, IReadOnlyList<string> missing) =>
        missing.Count > 0 && (download.IsArchive || missing.Any(file => download.Name == file + ".gz"));

    private string? Find(string folder, string file)
    {
        IEnumerable<string> names = Downloads.Select(download => download.Name).Where(name => name == file + ".gz").Prepend(file);
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
