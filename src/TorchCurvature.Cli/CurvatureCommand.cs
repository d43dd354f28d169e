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
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli;

/// <summary>The command <c>curvature</c>: parses, runs a verb, and turns every failure into one clear message and an exit code.</summary>
internal static class CurvatureCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        PyTorchFiles.Register();
        RootCommand root = Build();
        using var interruption = new Interruption(Notice);
        try
        {
            ParseResult parsed = ConfigFile.Expand(root, RenamedOptions.Translate(args, Console.Error.WriteLine));
            if (parsed.Errors.Count > 0)
            {
                return ReportUsage(parsed);
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
    }

    /// <summary>The command with all its verbs. A new verb is a class with a <c>Build</c> and its line here.</summary>
    internal static RootCommand Build()
    {
        var root = new RootCommand(
            "Shows the curvature of a neural network's loss: exact Hessians, their full spectrum, the bulk at zero and the outliers.")
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
        option.Action = new HelpWithExamples((HelpAction)option.Action!);

        return root;
    }

    private static int ReportUsage(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] ofValues = [.. parsed.Errors.Where(e => e.SymbolResult is OptionResult or ArgumentResult).Select(e => OnOneLine(e.Message))
            .Distinct()];

        // Behind a mistyped option its value is a stray word too.
        string? stray = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-'))
            ?? (parsed.UnmatchedTokens is [var first, ..] && ofValues.Length == 0 ? first : null);
        string[] ofWords = stray switch
        {
            null => [],
            ['-', ..] => [$"There is no option '{stray}'.{NearestWord.Question(stray, command.Options.Select(o => o.Name))}"],
            _ when command.Subcommands.Count > 0 =>
                [$"There is no command '{stray}'.{NearestWord.Question(stray, command.Subcommands.Select(c => c.Name))}"],
            _ => [$"'{stray}' belongs to no option."],
        };
        string[] messages = [.. ofWords, .. ofValues];
        if (messages.Length == 0)
        {
            messages = [command.Subcommands.Count > 0
                ? $"Say what to do: {string.Join(" or ", command.Subcommands.Select(c => c.Name))}."
                : parsed.Errors[0].Message];
        }

        int code = Report(string.Join('\n', messages), ExitCode.BadUsage);
        Console.Error.WriteLine($"See: curvature {PathOf(command)}--help");
        return code;
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "" : string.Concat(command.Parents.OfType<Command>().Select(PathOf)) + command.Name + " ";

    private static string OnOneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Where both streams are one terminal, a line must go by way of the progress display, which would write over it.
    private static void Notice(string line)
    {
        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
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
        if (Console.IsErrorRedirected)
        {
            console.Profile.Width = int.MaxValue; // a line that is cut at 80 columns is hard to search in a log
        }

        console.MarkupLineInterpolated($"[red]Error:[/] {message}");
        return code;
    }
}
