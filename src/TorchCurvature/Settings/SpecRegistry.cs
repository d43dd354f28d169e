using System.Text.Json.Nodes;

namespace TorchCurvature.Settings;

/// <summary>The kinds of a spec, each found by its word. A new kind is a record of its own and its line in the registry.</summary>
/// <typeparam name="TSpec">What all kinds are.</typeparam>
public sealed class SpecRegistry<TSpec>
    where TSpec : Spec
{
    private readonly string _noun;

    /// <summary>A registry of these kinds.</summary>
    /// <param name="noun">What a kind is, for messages: "data set".</param>
    /// <param name="kinds">One spec of each kind, with the values that settings have where nothing is said.</param>
    /// <exception cref="ArgumentException">There are none, or two with one word.</exception>
    internal SpecRegistry(string noun, params IReadOnlyList<TSpec> kinds)
    {
        if (kinds.Count == 0 || kinds.DistinctBy(k => k.Word).Count() < kinds.Count)
        {
            throw new ArgumentException($"Each {noun} has a word of its own, and there has to be one at least.", nameof(kinds));
        }

        (_noun, All) = (noun, kinds);
    }

    /// <summary>One spec of each kind with the usual values, in the order of help texts.</summary>
    public IReadOnlyList<TSpec> All { get; }

    /// <summary>Their words.</summary>
    public IReadOnlyList<string> Words => [.. All.Select(k => k.Word)];

    /// <summary>
    /// The kind that is in a file of the user's: its word is <c>file</c>, and it has a setting <c>path</c>. Null where there is none.
    /// </summary>
    public TSpec? OfFiles => All.FirstOrDefault(k => k.Word == FileWord);

    /// <summary>The words that a user types; a file is named by its path.</summary>
    public IReadOnlyList<string> TypedWords => [.. Words.Where(word => word != FileWord)];

    /// <summary>The word of a kind that is in a file.</summary>
    public const string FileWord = "file";

    /// <summary>The setting of its place.</summary>
    public const string PathSetting = "path";

    /// <summary>All settings by name, those of the first kind first.</summary>
    public IReadOnlyList<Setting> Settings => [.. All.SelectMany(k => k.Settings).DistinctBy(s => s.Name)];

    /// <summary>The words of the kinds that have a setting.</summary>
    /// <param name="setting">The setting's name.</param>
    public IReadOnlyList<string> WordsWith(string setting) =>
        [.. All.Where(k => k.Settings.Any(s => s.Name == setting)).Select(k => k.Word)];

    /// <summary>The kind of a word, with the usual values.</summary>
    /// <param name="word">The word.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the words.</exception>
    public TSpec Find(string word) => All.FirstOrDefault(k => k.Word == word)
        ?? throw new ArgumentException($"There is no {_noun} '{word}'; there are {string.Join(", ", Words)}.", nameof(word));

    /// <summary>The spec of a manifest's object, as <see cref="Spec.ToJson"/> writes it.</summary>
    /// <param name="json">The object; settings that it does not have get the usual values.</param>
    /// <exception cref="FormatException">It has no word that is known, a setting that the kind does not know, or a value that the
    /// setting does not take.</exception>
    public TSpec FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        TSpec usual = json["word"] is JsonValue word && All.FirstOrDefault(k => k.Word == word.ToString()) is { } kind
            ? kind
            : throw new FormatException($"'{json["word"]}' is no {_noun} that is known; there are {string.Join(", ", Words)}.");
        string[] names = [.. usual.Settings.Select(s => s.Name)];
        return json.Select(p => p.Key).FirstOrDefault(key => key != "word" && !names.Contains(key)) is { } stranger
            ? throw new FormatException($"A {_noun} '{usual.Word}' has no setting '{stranger}'; it has {string.Join(", ", names)}.")
            : Read(usual, name => json.ContainsKey(name), name => json[name]);
    }

    /// <summary>The spec of a word and of those of many values that belong to its kind.</summary>
    /// <param name="word">The word.</param>
    /// <param name="values">Values by the names of settings, those of other kinds among them.</param>
    /// <exception cref="ArgumentException">There is no kind of that word.</exception>
    /// <exception cref="FormatException">A value is none that its setting takes.</exception>
    public TSpec Pick(string word, IReadOnlyDictionary<string, JsonNode?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Read(Find(word), values.ContainsKey, name => values[name]);
    }

    private static TSpec Read(TSpec usual, Func<string, bool> has, Func<string, JsonNode?> valueOf)
    {
        // A copy, which nobody else sees before it is filled.
        TSpec made = usual with { };
        foreach (Setting setting in made.Settings.Where(s => has(s.Name)))
        {
            setting.Put(made, valueOf(setting.Name));
        }

        return made;
    }
}
