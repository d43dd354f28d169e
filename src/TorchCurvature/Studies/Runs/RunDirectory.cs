using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Resources;
using TorchCurvature.Settings;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// The folder of one run. Each file in it is written whole or not at all; <c>run.json</c>, written last, marks a finished run. From the
/// first file until then the folder of a run that named its files bears <c>run-unfinished.json</c>.
/// </summary>
public sealed class RunDirectory
{
    /// <summary>Name of the file that marks a finished run.</summary>
    public const string ManifestName = "run.json";

    /// <summary>Name of the file that marks a run under way, or one that ended early: a later run may take its folder.</summary>
    public const string UnfinishedManifestName = "run-unfinished.json";

    private readonly List<string> _pictures = [];
    private readonly List<string> _spare = [];
    private readonly Dictionary<string, string> _notWritten = [];
    private IReadOnlyList<string> _formerFiles = [];
    private bool _hasBegun = true;

    private RunDirectory(string path) => Path = path;

    /// <summary>The folder, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>What the run looks at, in a line, for its figures: network, data and loss; null for nothing.</summary>
    public string? Subject { get; internal set; }

    /// <summary>What could not be written, and the run went on without: a sentence for each file.</summary>
    public IReadOnlyCollection<string> NotWritten => _notWritten.Values;

    /// <summary>Opens a folder for a new run, and creates it where there is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="overwrite">Take a folder that holds a finished run, or files of unknown origin that are named as a run's: they are
    /// removed when the first file is written. Nothing else in the folder is touched.</param>
    /// <param name="resultFiles">Names of the files that a run may have, <c>/</c> between folders; those of an earlier run are
    /// removed with its manifest.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="RunDirectoryException">The path is a file, cannot be created or written to, or holds a finished run or, without the
    /// mark of an unfinished one, a file that is named as one of a run; neither may be overwritten.</exception>
    public static RunDirectory Open(string path, bool overwrite, params IReadOnlyList<string> resultFiles)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var run = new RunDirectory(System.IO.Path.GetFullPath(path));
        if (File.Exists(run.Path))
        {
            throw new RunDirectoryException($"'{path}' is a file, and results go into a folder; choose another --out.");
        }

        try
        {
            Directory.CreateDirectory(run.Path);
            if (!overwrite && File.Exists(run.PathOf(ManifestName)))
            {
                throw new RunDirectoryException(
                    $"'{path}' already holds a finished run; pass --force to replace it, or choose another --out.");
            }

            bool isUnfinishedRun = File.Exists(run.PathOf(UnfinishedManifestName));
            if (!overwrite && !isUnfinishedRun && resultFiles.FirstOrDefault(name => File.Exists(run.PathOf(name))) is { } found)
            {
                throw new RunDirectoryException(
                    $"'{path}' holds a file '{found}' that a run would replace, and neither {ManifestName} nor {UnfinishedManifestName} "
                        + "says that it came from one; " +
                    "pass --force to replace it, or choose another --out.");
            }

            run.Write(".writable", _ => { });
            File.Delete(run.PathOf(".writable"));
            run.Sweep(resultFiles);
            run._formerFiles = [ManifestName, UnfinishedManifestName, .. resultFiles];
            run._hasBegun = false;
            return run;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not RunDirectoryException)
        {
            throw new RunDirectoryException($"'{path}' cannot be written to ({e.Message.TrimEnd('.')}); choose another --out.", e);
        }
    }

    /// <summary>
    /// A sentence for a run that goes on where another number of processes was, because its sums are in another order; null where it was
    /// the same number, or nothing says it.
    /// </summary>
    public string? RemarkOnProcesses()
    {
        string path = PathOf(UnfinishedManifestName);
        int now = RunManifest.Processes;
        string processes = now == 1 ? "process" : "processes";
        return File.Exists(path) && NumberOfProcesses(File.ReadAllText(path)) is { } former && former != now
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Going on with {now:N0} {processes} where {former:N0} began: the same results but for rounding.")
            : null;
    }

    private static int? NumberOfProcesses(string manifest)
    {
        try
        {
            return JsonNode.Parse(manifest)?["processes"]?.GetValue<int>();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null; // what cannot be read is said where it is needed
        }
    }

    /// <summary>The path of a file of this run.</summary>
    /// <param name="name">Its name, with <c>/</c> between folders.</param>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Writes a file through a temporary one beside it, which is renamed once it is complete and removed if that fails. Pictures of this
    /// run make room for it, and so does what is kept twice.
    /// </summary>
    /// <param name="name">The file's name, with <c>/</c> between folders, which are created.</param>
    /// <param name="write">Writes the content; twice where pictures have to make room. The stream stays open.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be replaced.</exception>
    public void Write(string name, Action<Stream> write) => Write(name, write, former: null);

    /// <summary>Writes a file of text, UTF-8 without a byte order mark.</summary>
    /// <param name="name">The file's name, with <c>/</c> between folders.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be replaced.</exception>
    public void WriteText(string name, string text) => Write(name, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Writes a file that nothing is lost without, such as a picture: where it cannot be written, <see cref="NotWritten"/> says so and the
    /// run goes on.
    /// </summary>
    /// <param name="name">The file's name, with <c>/</c> between folders.</param>
    /// <param name="write">Writes the content; the stream stays open.</param>
    internal void WritePicture(string name, Action<Stream> write)
    {
        if (TryWrite(name, () => WriteWhole(name, write, former: null)))
        {
            _pictures.Add(name);
        }
    }

    /// <summary>Writes a file and keeps the one before it under another name.</summary>
    internal void Write(string name, Action<Stream> write, string? former)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            WriteWhole(name, write, former);
        }
        catch (IOException e) when (WholeFile.IsForWantOfRoom(e) && _pictures.Count + _spare.Count > 0)
        {
            GiveUpPicturesFor(name, e);
            WriteWhole(name, write, former);
        }
    }

    /// <summary>Does what writes a file; where it cannot, <see cref="NotWritten"/> says so.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="write">What writes it.</param>
    /// <returns>Whether it could.</returns>
    internal bool TryWrite(string name, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NoteNotWritten(name, e);
            return false;
        }
    }

    /// <summary>Removes a file that is needed no more, and what was said of it.</summary>
    internal void Delete(string name)
    {
        File.Delete(PathOf(name));
        _notWritten.Remove(name);
    }

    /// <summary>Removes a folder that is needed no more, and what was said of its files.</summary>
    internal void DeleteFolder(string name)
    {
        if (Directory.Exists(PathOf(name)))
        {
            Directory.Delete(PathOf(name), recursive: true);
        }

        foreach (string file in _notWritten.Keys.Where(file => System.IO.Path.GetDirectoryName(file) == name).ToArray())
        {
            _notWritten.Remove(file);
        }
    }

    // The error names the file that it came with, which may be another that this one made room for.
    private void NoteNotWritten(string name, Exception error, string? failed = null) =>
        _notWritten[name] = $"'{PathOf(name)}' could not be written: "
            + PlainMessage.Of(error).Replace($" : '{PathOf(failed ?? name)}'", "", StringComparison.Ordinal);

    private void Sweep(IEnumerable<string> resultFiles)
    {
        foreach (string folder in resultFiles.Prepend(".").Select(name => System.IO.Path.GetDirectoryName(PathOf(name))!).Distinct())
        {
            WholeFile.Sweep(folder);
        }
    }

    private void GiveUpPicturesFor(string name, IOException error)
    {
        _spare.ForEach(Delete);
        _spare.Clear();
        foreach (string picture in _pictures)
        {
            File.Delete(PathOf(picture));
            NoteNotWritten(picture, error, failed: name);
        }

        _pictures.Clear();
    }

    private void WriteWhole(string name, Action<Stream> write, string? former)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        WholeFile.Write(
            path,
            file =>
            {
                write(file);
                Begin(name);
            },
            former is null ? null : PathOf(former));
        _notWritten.Remove(name);
        if (former is not null)
        {
            _spare.Add(former);
        }

        if (name == ManifestName)
        {
            Delete(UnfinishedManifestName);
        }
    }

    // From the first new file on the folder is no finished run, until a new manifest says so; and what an earlier run left
    // would be taken for the new one's.
    private void Begin(string firstFile)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        foreach (string path in _formerFiles.Select(PathOf).Where(File.Exists))
        {
            File.Delete(path);
        }

        if (_formerFiles.Contains(firstFile) && firstFile is not (ManifestName or UnfinishedManifestName))
        {
            WriteText(
                UnfinishedManifestName,
                string.Create(
                    CultureInfo.InvariantCulture, $"{{ \"status\": \"unfinished\", \"processes\": {RunManifest.Processes} }}\n"));
        }
    }
}
