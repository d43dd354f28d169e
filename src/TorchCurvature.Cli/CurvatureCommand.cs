using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.LandscapeVerbs;
using TorchCurvature.Cli.ReportVerb;
using TorchCurvature.Cli.ReproduceVerb;
using TorchCurvature.Cli.SpectrumVerb;
using TorchCurvature.Cli.TheoryVerb;
using TorchCurvature.Cli.TrackVerb;
using TorchCurvature.Cli.TrainVerb;
using TorchCurvature.PyTorch;
using TorchCurvature.Report.Folders;
using TorchCurvature.Settings;
using TorchCurvature.Sharing;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli;

/// <summary>The command <c>curvature</c>: parses, runs a verb, and turns every failure into one clear message and an exit code.</summary>
internal static class CurvatureCommand
{
    // Options are the verbs' for good and remember every command that they were put into, so that there is one.
    private static readonly Lazy<RootCommand> s_root = new(Build);

    /// <summary>The command with all its verbs.</summary>
    internal static RootCommand Root => s_root.Value;

    public static async Task<int> RunAsync(string[] args)
    {
        PyTorchFiles.Register();
        using var interruption = new Interruption(Notice);
        try
        {
            string[] asked = args.Length == 0 ? ["--help"] : args;
            ParseResult parsed = ConfigFile.Expand(Root, RenamedOptions.Translate(asked, Console.Error.WriteLine));
            if (parsed.Errors.Count > 0)
            {
                return ReportUsage(parsed);
            }

            Terminal.Open(parsed);
            if (Leader.Current is { } leader && parsed.CommandResult.Command is Verb)
            {
                Terminal.Say(leader.Title);
            }

            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (Exception e) when (e is UsageException or SettingException or FinishedRunException or ReportException)
        {
            return Report(e.Message, ExitCode.BadUsage);
        }
        catch (OperationCanceledException)
        {
            return Report("Interrupted.", ExitCode.Failed);
        }
        catch (Exception e) when (e is not (NullReferenceException or IndexOutOfRangeException))
        {
            return Report(PlainMessage.Of(e), ExitCode.Failed);
        }
        finally
        {
            HeldFolders.Free();
        }
    }

    // A new verb is a class with a Build and its line here.
    private static RootCommand Build()
    {
        var root = new RootCommand(
            "Shows the curvature of a neural network's loss: Hessians, their spectrum, its bulk and outliers.")
        {
            SpectrumCommand.Build(),
            TrainCommand.Build(),
            TrackCommand.Build(),
            ReproduceCommand.Build(),
            TheoryCommand.Build(),
            InterpolateCommand.Build(),
            ConnectCommand.Build(),
            SharpnessCommand.Build(),
            PlaneCommand.Build(),
            ReportCommand.Build(),
            OpenCommand.Build(),
            CompletionCommand.Build(),
        };
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpPage();
        return root;
    }

    private static int ReportUsage(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] ofValues = [.. parsed.Errors.Where(e => e.SymbolResult is OptionResult or ArgumentResult).Select(e => OnOneLine(e.Message))
            .Distinct()];

        // Behind a mistyped option its value is a stray word too, and behind a mistyped verb all that follows.
        string? first = parsed.UnmatchedTokens is [var stray, ..] ? stray : null;
        bool isVerb = command.Subcommands.Count > 0 && first?.StartsWith('-') == false;
        string? option = isVerb ? null : parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-'));
        string[] messages = ofValues;
        if (isVerb)
        {
            messages = [$"There is no command '{first}'.{NearestWord.Question(first!, command.Subcommands.Select(c => c.Name))}"];
        }
        else if (option is not null)
        {
            string question = NearestWord.Question(option.Split('=', ':')[0], command.Options.Select(o => o.Name));
            messages = [$"There is no option '{option}'.{question}", .. ofValues];
        }
        else if (first is not null && ofValues.Length == 0)
        {
            messages = [$"'{first}' belongs to no option."];
        }
        else if (ofValues.Length == 0)
        {
            messages = [command.Subcommands.Count > 0
                ? $"No command given. Commands: {string.Join(", ", command.Subcommands.Select(c => c.Name))}."
                : parsed.Errors[0].Message];
        }

        int code = Report(string.Join('\n', messages), ExitCode.BadUsage);
        Console.Error.WriteLine($"See: {HelpPage.PathOf(command)} --help");
        return code;
    }

    private static string OnOneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Where both streams are one terminal, a line must go by way of the progress display, which would write over it.
    private static void Notice(string line)
    {
        if (Console.IsErrorRedirected || Terminal.IsLog)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            AnsiConsole.WriteLine(line);
        }
    }

    private static int Report(string message, int code)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected || Terminal.IsLog)
        {
            console.Profile.Width = int.MaxValue; // a line that is cut at 80 columns is hard to search in a log
        }

        console.MarkupLineInterpolated($"[red]Error:[/] {PlainMessage.Shown(message)}");
        return code;
    }
}
