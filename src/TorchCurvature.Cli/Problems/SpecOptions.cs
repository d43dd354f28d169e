using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Settings;

namespace TorchCurvature.Cli.Problems;

/// <summary>The options of a registry of specs: one for the word, and one for each setting, which is for the kinds that have it.</summary>
internal sealed class SpecOptions<TSpec>
    where TSpec : Spec
{
    private readonly SpecRegistry<TSpec> _registry;
    private readonly Dictionary<string, Option> _ofSettings;

    /// <param name="registry">The kinds.</param>
    /// <param name="name">The option of the word.</param>
    /// <param name="description">What it says in help.</param>
    public SpecOptions(SpecRegistry<TSpec> registry, string name, string description)
    {
        _registry = registry;
        Word = Words.Option(name, description, registry.Words[0], [.. registry.Words]);
        _ofSettings = registry.Settings.ToDictionary(setting => setting.Name, OptionOf);
    }

    /// <summary>The option of the word.</summary>
    public Option<string> Word { get; }

    /// <summary>All options, the word's first.</summary>
    public IReadOnlyList<Option> All => [Word, .. _ofSettings.Values];

    /// <summary>The spec of a command line.</summary>
    public TSpec Read(ParseResult parsed) => _registry.Pick(
        parsed.GetRequiredValue(Word),
        _ofSettings.ToDictionary(o => o.Key, o => ManifestOptions.ValueOf(parsed, o.Value)));

    private Option OptionOf(Setting setting)
    {
        object? usual = setting.Get(_registry.All.First(k => k.Settings.Contains(setting)));
        IReadOnlyList<string> words = _registry.WordsWith(setting.Name);
        Option option = SettingOptions.Create(setting, usual);
        return words.Count == _registry.All.Count ? option : option.OnlyWith(Word, [.. words]);
    }
}
