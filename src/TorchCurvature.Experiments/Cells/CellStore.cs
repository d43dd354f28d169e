using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Cells;

/// <summary>
/// The folder <c>cells</c>, a file for each finished cell, by which an interrupted experiment goes on and two experiments share what both
/// need.
/// </summary>
internal sealed class CellStore(string folder)
{
    internal static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly Lazy<RunDirectory> _directory = new(() => RunDirectory.Open(folder, overwrite: true));

    /// <summary>The kept result of a cell, or null where there is none of the same settings.</summary>
    public StoredCell<TResult>? Find<TResult>(Cell<TResult> cell)
    {
        string path = Path.Combine(folder, NameOf(cell));
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var stored = JsonSerializer.Deserialize<StoredCell<TResult>>(File.ReadAllText(path), Format);
            return stored?.Settings == cell.Settings ? stored : null;
        }
        catch (JsonException)
        {
            return null; // of another version, or not ours: computed anew and replaced
        }
    }

    /// <summary>Keeps a result.</summary>
    public void Keep<TResult>(Cell<TResult> cell, StoredCell<TResult> stored) =>
        _directory.Value.WriteText(NameOf(cell), JsonSerializer.Serialize(stored, Format) + "\n");

    private static string NameOf<TResult>(Cell<TResult> cell) => cell.Key + ".json";
}
