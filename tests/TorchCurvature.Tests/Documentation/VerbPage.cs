using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Settings;

namespace TorchCurvature.Tests.Documentation;

/// <summary>The page of a command in docs/verbs, from what the command says of itself.</summary>
internal static class VerbPage
{
    // As many as there are processors.
    private const string Threads = "--threads";

    /// <summary>A command and all below it, with the words that are typed for each.</summary>
    public static IEnumerable<(string Path, Command Command)> Tree(Command command, string above = "")
    {
        string path = command is RootCommand ? "curvature" : $"{above} {command.Name}";
        return command.Subcommands.SelectMany(c => Tree(c, path)).Prepend((path, command));
    }

    /// <summary>The name of its file.</summary>
    public static string FileName(string path) =>
        path == "curvature" ? "curvature.md" : path["curvature ".Length..].Replace(' ', '-') + ".md";

    /// <summary>Its text.</summary>
    public static string Text(string path, Command command)
    {
        StringBuilder text = new();
        text.Append($"# {path}\n\n{command.Description}\n\n");
        AppendTable(text, "command", command.Subcommands.Select(c => Row($"[{c.Name}]({FileName($"{path} {c.Name}")})", c.Description)));
        AppendTable(text, "argument", command.Arguments.Select(a => Row($"`<{a.Name}>`", a.Description)));
        foreach (IGrouping<OptionGroup?, Option> group in HelpPage.GroupsOf(command))
        {
            text.Append(group.Key is null ? "" : $"## {HelpPage.TitleOf(group.Key)}\n\n");
            AppendTable(text, "option", group.Where(o => o is not HelpOption and not VersionOption).Select(RowOf));
        }

        string[] examples = command is Verb verb ? [.. verb.Examples] : [];
        if (examples.Length > 0)
        {
            text.Append($"## Examples\n\n```sh\n{string.Join('\n', examples)}\n```\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendTable(StringBuilder text, string what, IEnumerable<string> rows)
    {
        string[] all = [.. rows];
        if (all.Length > 0)
        {
            text.Append($"| {what} | |\n| --- | --- |\n{string.Join('\n', all)}\n\n");
        }
    }

    private static string RowOf(Option option)
    {
        bool isSwitch = option is Option<bool> { HelpName: null };
        string label = isSwitch ? option.Name : $"{option.Name} <{option.HelpName}>";
        string value = !isSwitch && option.Name != Threads && option.HasDefaultValue ? Setting.Text(option.GetDefaultValue()) : "";
        string byDefault = value.Length > 0 ? $" Default: `{value}`." : "";
        return Row($"`{label}`", (option.Required ? "Required. " : "") + option.Description + byDefault);
    }

    // A bar would end the cell.
    private static string Row(string label, string? text) =>
        $"| {label.Replace("|", @"\|", StringComparison.Ordinal)} | {text?.Replace("|", @"\|", StringComparison.Ordinal)} |";
}
