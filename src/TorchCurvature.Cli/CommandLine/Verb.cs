using System.CommandLine;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>A verb of the command, or one below it: a command with its options in groups, and the examples of its help page.</summary>
internal sealed class Verb(string name, string description, IReadOnlyList<string> examples) : Command(name, description)
{
    private readonly Dictionary<Option, OptionGroup> _groups = [];

    /// <summary>Command lines as a user would type them.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Adds options of one group.</summary>
    public void Add(OptionGroup group, params IReadOnlyList<Option> options)
    {
        foreach (Option option in options)
        {
            Options.Add(option);
            _groups[option] = group;
        }
    }

    /// <summary>The group of an option; null for one that has none, such as <c>--help</c>.</summary>
    public OptionGroup? GroupOf(Option option) => _groups.TryGetValue(option, out OptionGroup group) ? group : null;
}
