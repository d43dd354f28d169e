using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
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

    private static readonly Seal s_seal = new("cell", 1);
    private static readonly JsonSerializerOptions s_strict = new(Format) { RespectNullableAnnotations = true };

    private readonly ConcurrentDictionary<string, string> _remarks = new();
    private readonly Lazy<RunDirectory> _directory = new(() => RunDirectory.Open(folder, overwrite: true));

    /// <summary>What was found damaged: a sentence for each file.</summary>
    public IReadOnlyCollection<string> Remarks => [.. _remarks.Values];

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
            var stored = JsonSerializer.Deserialize<StoredCell<TResult>>(s_seal.ReadText(path), s_strict);
            if (stored is null || stored.Result is null)
            {
                throw new InvalidDataException("it has no result");
            }

            return stored.Settings == cell.Settings ? stored : null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            _remarks.TryAdd(path, $"'{path}' is damaged, or of another version, and is computed anew: {PlainMessage.Of(e)}");
            return null;
        }
    }

    /// <summary>Keeps a result.</summary>
    public void Keep<TResult>(Cell<TResult> cell, StoredCell<TResult> stored) =>
        _directory.Value.WriteText(NameOf(cell), s_seal.Into(JsonSerializer.Serialize(stored, Format)));

    private static string NameOf<TResult>(Cell<TResult> cell) => cell.Key + ".json";
}
