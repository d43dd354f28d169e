using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using TorchCurvature.Settings;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// The page of <c>--help</c>: usage, what the verb does, its options in groups, and its examples; of the whole command its verbs, and the
/// first example of the first one.
/// </summary>
/// <param name="width">Columns of a line; null for the terminal's, and for those of a usual one where there is none.</param>
internal sealed class HelpPage(int? width = null) : SynchronousCommandLineAction
{
    private const int UsualWidth = 80;
    private const int WidestText = 110;

    // Who asks for help need not name what the command requires.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        var page = new HelpText(parseResult.InvocationConfiguration.Output, width ?? WidthOfTerminal());
        page.Paragraph($"Usage: {UsageOf(command)}");
        string onDefaults = command.Subcommands.Count == 0 ? " Defaults are in [brackets]." : "";
        page.Paragraph(command.Description + onDefaults);
        page.Rows("Commands", command.Subcommands.Select(c => new HelpRow(c.Name, FirstSentence(c.Description ?? ""))));
        page.Rows("Arguments", command.Arguments.Select(a => new HelpRow($"<{a.Name}>", a.Description ?? "")));
        foreach (IGrouping<OptionGroup?, Option> group in GroupsOf(command))
        {
            page.Rows(TitleOf(group.Key), group.Select(RowOf));
        }

        page.Lines("Examples", ExamplesOf(command));
        return ExitCode.Done;
    }

    /// <summary>The options of a command in their groups, those of none at the end.</summary>
    public static IEnumerable<IGrouping<OptionGroup?, Option>> GroupsOf(Command command) =>
        command.Options.GroupBy(option => (command as Verb)?.GroupOf(option)).OrderBy(group => group.Key ?? OptionGroup.Output + 1);

    /// <summary>The heading of a group.</summary>
    public static string TitleOf(OptionGroup? group) => group switch
    {
        null => "Other options",
        OptionGroup.Machine => "Precision and machine",
        _ => group.ToString()!,
    };

    private static string UsageOf(Command command)
    {
        IEnumerable<string> arguments = command.Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $"[<{a.Name}>]" : $"<{a.Name}>");
        string verb = command.Subcommands.Count > 0 ? "<command>" : "[options]";
        return string.Join(' ', [PathOf(command), .. arguments, verb]);
    }

    /// <summary>A command as it is typed.</summary>
    public static string PathOf(Command command) =>
        command is RootCommand ? "curvature" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";

    private static HelpRow RowOf(Option option)
    {
        string value = option.Arity.MaximumNumberOfValues == 0 || option is Option<bool> { HelpName: null } ? "" : $" <{option.HelpName}>";
        string names = option is HelpOption ? "-h, --help" : option.Name;
        string text = option switch
        {
            HelpOption => "Show this page.",
            VersionOption => "Show the version.",
            _ => option.Description ?? "",
        };
        string usual = value.Length > 0 && option.HasDefaultValue ? Setting.Text(option.GetDefaultValue()) : "";
        return new HelpRow(names + value, usual.Length > 0 ? $"{text} [{usual}]" : text);
    }

    private static IEnumerable<string> ExamplesOf(Command command) =>
        command is Verb verb ? verb.Examples : command.Subcommands.OfType<Verb>().First().Examples.Take(1);

    private static string FirstSentence(string text) => text.Split(": ")[0].Split(". ")[0].TrimEnd('.') + ".";

    private static int WidthOfTerminal() =>
        Console.IsOutputRedirected ? UsualWidth : Math.Clamp(Console.WindowWidth - 1, UsualWidth, WidestText);
}
