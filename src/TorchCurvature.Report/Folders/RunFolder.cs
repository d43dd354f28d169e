using System.Text.Json;

namespace TorchCurvature.Report.Folders;

/// <summary>
/// The folder of a run, of this version or of one before it, as its files have it. A file that cannot be read costs its section, and adds
/// a line to <see cref="Problems"/>.
/// </summary>
internal sealed class RunFolder
{
    private const string Finished = "run.json";

    // That of a run under way, or of one that ended early, stands in the place of the other.
    private static readonly string[] _manifests = [Finished, "run-unfinished.json"];

    private readonly List<string> _problems = [];
    private readonly Dictionary<string, CsvFile?> _tables = [];

    private RunFolder(string path)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Name = System.IO.Path.GetFileName(Path);
    }

    public string Path { get; }

    /// <summary>What the run is called: its folder's name, unless it was told apart from another of that name.</summary>
    public string Name { get; private set; }

    /// <summary>What <c>run.json</c> says.</summary>
    public Manifest Manifest { get; private set; }

    /// <summary>All of <c>run.json</c>, or of what stands in its place while a run is not finished.</summary>
    public string ManifestText { get; private set; } = "";

    public bool IsFinished { get; private set; }

    /// <summary>A line for each file that could not be read.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The verb that made the run.</summary>
    public string Command => Manifest["command"].Text;

    /// <exception cref="ReportException">There is no such folder, or no run in it.</exception>
    public static RunFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new ReportException($"There is no folder '{path}': name the folder of a run, the one that --out named.");
        }

        var folder = new RunFolder(path);
        if (_manifests.FirstOrDefault(name => File.Exists(folder.PathOf(name))) is not { } manifest)
        {
            throw new ReportException($"'{path}' holds no {Finished}, so it is not the folder of a run: name one that --out named.");
        }

        folder.IsFinished = manifest == Finished;
        folder.ReadManifest(manifest);
        return folder;
    }

    /// <summary>Gives runs whose folders have one name the whole paths of these.</summary>
    public static void TellApart(IReadOnlyList<RunFolder> runs)
    {
        foreach (RunFolder run in runs.GroupBy(run => run.Name).Where(same => same.Count() > 1).SelectMany(same => same))
        {
            run.Name = run.Path;
        }
    }

    /// <summary>Makes something of a table; null where the run has no such file, or where it is damaged, which is then said.</summary>
    public T? From<T>(string name, Func<CsvFile, T?> read)
        where T : class
    {
        try
        {
            return Table(name) is { Rows.Count: > 0 } table ? read(table) : null;
        }
        catch (FormatException e)
        {
            AddProblem(name, e.Message);
            return null;
        }
    }

    private CsvFile? Table(string name)
    {
        if (_tables.TryGetValue(name, out CsvFile? read))
        {
            return read;
        }

        CsvFile? table = null;
        if (File.Exists(PathOf(name)))
        {
            try
            {
                table = CsvFile.Read(PathOf(name));
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                AddProblem(name, e.Message);
            }
        }

        return _tables[name] = table;
    }

    private void ReadManifest(string name)
    {
        try
        {
            ManifestText = File.ReadAllText(PathOf(name));
            using JsonDocument document = JsonDocument.Parse(ManifestText);
            Manifest = new Manifest(document.RootElement.Clone());
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                AddProblem(name, "it is not an object");
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            AddProblem(name, e.Message);
        }
    }

    private void AddProblem(string name, string message)
    {
        string problem = $"{name} cannot be read: {message.ReplaceLineEndings(" ").TrimEnd('.')}.";
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    private string PathOf(string name) => System.IO.Path.Combine(Path, name);
}
