using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Settings;

namespace TorchCurvature.Cli.Problems;

/// <summary>
/// The options of a registry of specs: one for the word, in whose place the path of a file may stand, and one for each setting, which is
/// for the kinds that have it.
/// </summary>
internal sealed class SpecOptions<TSpec>
    where TSpec : Spec
{
    // As help and messages name the kind that is in a file.
    private const string FileKind = "FILE";

    private readonly SpecRegistry<TSpec> _registry;
    private readonly Dictionary<string, Option> _ofSettings;

    /// <param name="registry">The kinds.</param>
    /// <param name="name">The option of the word.</param>
    /// <param name="description">What it says in help.</param>
    public SpecOptions(SpecRegistry<TSpec> registry, string name, string description)
    {
        _registry = registry;
        string[] words = [.. registry.TypedWords];
        Word = registry.OfFiles is null
            ? Words.Option(name, description, words[0], words)
            : Words.OptionOrPath(name, description, words[0], words);
        _ofSettings = registry.Settings
            .Where(setting => setting.Name != SpecRegistry<TSpec>.PathSetting)
            .ToDictionary(setting => setting.Name, OptionOf);
    }

    /// <summary>The option of the word.</summary>
    public Option<string> Word { get; }

    /// <summary>All options, the word's first.</summary>
    public IReadOnlyList<Option> All => [Word, .. _ofSettings.Values];

    /// <summary>Whether a value of the word's option is the path of a file.</summary>
    /// <param name="value">The value.</param>
    public bool IsPath(string? value) => value is not null && !_registry.TypedWords.Contains(value);

    /// <summary>The option of a setting.</summary>
    public Option Of(string setting) => _ofSettings[setting];

    /// <summary>The spec of a command line.</summary>
    public TSpec Read(ParseResult parsed)
    {
        string word = parsed.GetRequiredValue(Word);
        Dictionary<string, JsonNode?> values =
            _ofSettings.ToDictionary(o => o.Key, o => ManifestOptions.ValueOf(parsed, o.Value));
        if (!IsPath(word))
        {
            return _registry.Pick(word, values);
        }

        values[SpecRegistry<TSpec>.PathSetting] = word;
        return _registry.Pick(SpecRegistry<TSpec>.FileWord, values);
    }

    private Option OptionOf(Setting setting)
    {
        object? usual = setting.Get(_registry.All.First(k => k.Settings.Contains(setting)));
        IReadOnlyList<string> words = _registry.WordsWith(setting.Name);
        Option option = SettingOptions.Create(setting, usual);
        if (option is Option<double> number && words.Any(word => UsualOf(setting.Name, word) is double other && other != (double)usual!))
        {
            LetTheWordDecide(number, setting.Name, (double)usual!);
        }

        string[] kinds = [.. words.Select(word => word == SpecRegistry<TSpec>.FileWord ? FileKind : word)];
        return words.Count == _registry.All.Count
            ? option
            : option.OnlyWithKind(Word, value => IsPath(value) ? FileKind : value!, kinds);
    }

    private object? UsualOf(string setting, string word)
    {
        TSpec kind = _registry.Find(word);
        return kind.Settings.FirstOrDefault(s => s.Name == setting)?.Get(kind);
    }

    // Kinds differ in what the setting usually is: the usual value is then that of the word, and help says so.
    private void LetTheWordDecide(Option<double> option, string setting, double usual)
    {
        IEnumerable<string> others = _registry.WordsWith(setting)
            .Where(word => (double)UsualOf(setting, word)! != usual)
            .Select(word => $"{Setting.Text(UsualOf(setting, word))} for {word}");
        option.Description += $" Usually {string.Join(", ", others)}.";
        option.DefaultValueFactory = result =>
            WordBeside(result) is { } word && _registry.WordsWith(setting).Contains(word) ? (double)UsualOf(setting, word)! : usual;
    }

    // Help asks for a usual value outside of any command line.
    private string? WordBeside(ArgumentResult result) => (result.Parent as OptionResult)?.GetValue(Word);
}
