using System.Formats.Tar;
using System.IO.Compression;
using TorchCurvature.Resources;

namespace TorchCurvature.Data;

/// <summary>
/// Finds the folder of a data set: in an explicit directory, else in that of the environment variable <c>TORCHCURVATURE_DATA</c>,
/// else in the user's cache, into which it downloads what is missing. The first two are the user's own and are never written to.
/// </summary>
/// <remarks>
/// The cache is <c>torchcurvature</c> in <c>XDG_CACHE_HOME</c> (if that is an absolute path), else <c>~/.cache/torchcurvature</c>; on
/// Windows <c>torchcurvature</c> in the local application data. Downloads are checked against the published MD5 and their SHA-256 before
/// they get their name; what an interrupted one left is used by the next.
/// </remarks>
public sealed class DatasetStore
{
    private static readonly Lazy<HttpClient> s_client = new(() => new HttpClient());

    private readonly string? _directory;
    private readonly HttpClient? _client;
    private readonly Func<string, string?> _environment;

    /// <summary>Looks in a directory, or where this process's environment says.</summary>
    /// <param name="directory">The explicit directory, or null.</param>
    /// <param name="client">Sends the requests; null uses one of the library's own. Stays the caller's.</param>
    public DatasetStore(string? directory = null, HttpClient? client = null)
        : this(directory, client, Environment.GetEnvironmentVariable)
    {
    }

    internal DatasetStore(string? directory, HttpClient? client, Func<string, string?> environment) =>
        (_directory, _client, _environment) = (directory, client, environment);

    /// <summary>Where downloads go.</summary>
    public string Cache
    {
        get
        {
            const string Name = "torchcurvature";
            if (_environment("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg))
            {
                return Path.Combine(xdg, Name);
            }

            return OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), Name)
                : Path.Combine(Home, ".cache", Name);
        }
    }

    // What is not verified is named even where it does not exist; an empty name would mean the present folder.
    private string Home => _environment("HOME") is { } home && Path.IsPathFullyQualified(home)
        ? home
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>
    /// The directory to give to <see cref="Mnist.Load"/> or <see cref="Cifar10.Load"/>, with every file of the data set in place.
    /// </summary>
    /// <param name="source">The data set, as <see cref="Mnist.Source"/>.</param>
    /// <param name="progress">Told of the bytes received; may be null.</param>
    /// <param name="cancellation">Stops a download; what has come is kept for the next call.</param>
    /// <exception cref="DatasetUnavailableException">
    /// An explicit directory or that of <c>TORCHCURVATURE_DATA</c> lacks files, or those that the cache lacks could not be downloaded
    /// (no network, an HTTP error, a wrong checksum twice, a cache that cannot be written). Says which files, from where, and where to
    /// put them.
    /// </exception>
    /// <exception cref="DataFormatException">A downloaded archive, though its checksum is right, lacks files of the data set.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<string> ResolveAsync(
        DatasetSource source, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if ((_directory ?? _environment(DatasetSource.DirectoryVariable)) is { Length: > 0 } given)
        {
            _ = source.Locate(given);
            return given;
        }

        string folder = Path.Combine(Cache, source.Folder);
        RequireHome(source, folder);
        try
        {
            foreach (RemoteFile download in source.Downloads.Where(download => DatasetSource.Supplies(download, source.Missing(folder))))
            {
                FileDownload transfer = new(_client ?? s_client.Value, source.AddressOf(download), download, folder, progress);
                string path = await transfer.RunAsync(cancellation).ConfigureAwait(false);
                if (download.IsArchive)
                {
                    await UnpackAsync(path, source.Files, folder, cancellation).ConfigureAwait(false);
                    File.Delete(path);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            string reason = e.Message.TrimEnd('.');
            throw source.Unavailable($"{source.Name} is not in {folder} and could not be downloaded ({reason})", source.Missing(folder), e);
        }

        return source.Missing(folder) is { Count: > 0 } missing
            ? throw new DataFormatException($"The downloaded {source.Name} lacks {string.Join(", ", missing)}.")
            : folder;
    }

    // A home that is not there is none to make.
    private void RequireHome(DatasetSource source, string folder)
    {
        bool isInHome = !OperatingSystem.IsWindows() && Cache.StartsWith(Home, StringComparison.Ordinal);
        if (isInHome && !(Path.IsPathFullyQualified(Home) && Directory.Exists(Home)))
        {
            throw source.Unavailable(
                $"{source.Name} has no cache: the home folder '{Home}' is not there, or no absolute path", source.Missing(folder), null);
        }
    }

    /// <summary>Writes the wanted files, and only those, whatever folders the archive names.</summary>
    private static async Task UnpackAsync(string archive, IReadOnlyList<string> wanted, string folder, CancellationToken cancellation)
    {
        FileStream file = File.OpenRead(archive);
        await using (file.ConfigureAwait(false))
        {
            GZipStream unzipped = new(file, CompressionMode.Decompress);
            await using (unzipped.ConfigureAwait(false))
            {
                using TarReader reader = new(unzipped);
                while (await reader.GetNextEntryAsync(cancellationToken: cancellation).ConfigureAwait(false) is { } entry)
                {
                    if (wanted.Contains(Path.GetFileName(entry.Name)))
                    {
                        WholeFile.Write(
                            Path.Combine(folder, Path.GetFileName(entry.Name)), unpacked => entry.DataStream?.CopyTo(unpacked));
                    }
                }
            }
        }
    }
}
