using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.VisualBasic.FileIO;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Claims;

/// <summary>The tables of experiments in a folder, each experiment in the folder of its name.</summary>
/// <param name="folder">The folder.</param>
internal sealed class PublishedResults(string folder)
{
    private const string UsualOptions = "--preset quick --seeds 5";

    private readonly Dictionary<string, IReadOnlyList<PublishedRow>> _read = [];

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Whether an experiment has been made at a size that means something.</summary>
    public bool Has(string experiment) => Manifest(experiment) is { } manifest && !IsSmoke(manifest);

    /// <summary>The command that makes an experiment: as it was made, or as it usually is.</summary>
    public string CommandOf(string experiment)
    {
        JsonNode? made = Has(experiment) ? Manifest(experiment)!["options"] : null;
        string options = made is null ? UsualOptions : $"--preset {made["preset"]} --seeds {made["seeds"]}";
        return $"curvature reproduce {experiment} {options}";
    }

    /// <summary>The rows of the table of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="table">The table's name, where it is another one than the experiment's.</param>
    /// <exception cref="MissingResultException">There is none, or it is of the smoke size.</exception>
    public IReadOnlyList<PublishedRow> Rows(string experiment, string? table = null)
    {
        string name = $"{experiment}/{table ?? experiment}.csv", path = Path.Combine(folder, name);
        if (Manifest(experiment) is { } manifest && IsSmoke(manifest))
        {
            throw new MissingResultException($"{name} is of the smoke size, whose numbers mean nothing");
        }

        if (!File.Exists(path))
        {
            throw new MissingResultException($"there is no {name}");
        }

        if (!_read.TryGetValue(name, out IReadOnlyList<PublishedRow>? rows))
        {
            rows = Read(path, name);
            _read.Add(name, rows);
        }

        return rows;
    }

    private JsonNode? Manifest(string experiment)
    {
        string path = Path.Combine(folder, experiment, RunDirectory.ManifestName);
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null; // not ours
        }
    }

    private static bool IsSmoke(JsonNode manifest) =>
        string.Equals(manifest["options"]?["preset"]?.ToString(), nameof(Preset.Smoke), StringComparison.OrdinalIgnoreCase);

    private static List<PublishedRow> Read(string path, string name)
    {
        using var parser = new TextFieldParser(path) { TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        string[] header = ReadLine() ?? [];
        List<PublishedRow> rows = [];
        while (ReadLine() is { } cells)
        {
            if (cells.Length != header.Length)
            {
                throw new MissingResultException($"{name} has a row of {cells.Length} cells under {header.Length} columns");
            }

            rows.Add(new PublishedRow(name, header.Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second)));
        }

        return rows.Count > 0 ? rows : throw new MissingResultException($"{name} has no row");

        string[]? ReadLine()
        {
            try
            {
                return parser.ReadFields();
            }
            catch (MalformedLineException)
            {
                throw new MissingResultException($"{name} has an open quote in line {parser.ErrorLineNumber}");
            }
        }
    }
}
