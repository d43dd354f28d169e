using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Spectre.Console;
using TorchCurvature.Cli.ReproduceVerb;
using TorchCurvature.Cli.SpectrumVerb;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The command <c>curvature</c>: parses, runs a verb, and turns every failure into one clear message and an exit code.</summary>
internal static class CurvatureCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = Build();
        using var interruption = new CancellationTokenSource();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        try
        {
            ParseResult parsed = ConfigFile.Expand(root, args);
            if (parsed.Errors.Count > 0)
            {
                return await ReportUsageAsync(parsed);
            }

            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (UsageException e)
        {
            return Report(e.Message, ExitCode.BadUsage);
        }
        catch (OperationCanceledException)
        {
            return Report("Interrupted.", ExitCode.Failed);
        }
        catch (Exception e) when (e is not (NullReferenceException or IndexOutOfRangeException))
        {
            return Report(WithoutNativeTrace(e.Message), ExitCode.Failed);
        }

        // The first signal ends the run in good order; a second one, at once.
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        }
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Shows the curvature of a neural network's loss: exact Hessians, their full spectrum, the bulk at zero and the outliers.")
        {
            SpectrumCommand.Build(),
            ReproduceCommand.Build(),
            CompletionCommand.Build(),
        };
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);

        return root;
    }

    private static async Task<int> ReportUsageAsync(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction action)
        {
            (action.ShowHelp, action.ShowTypoCorrections) = (false, true);
        }

        // Errors and corrections are written by the parser, with its own exit code.
        await parsed.InvokeAsync(new InvocationConfiguration { Output = Console.Error });
        await Console.Error.WriteLineAsync($"See: curvature {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help");
        return ExitCode.BadUsage;
    }

    // libtorch appends the addresses of its own call stack, from a line break on.
    private static string WithoutNativeTrace(string message)
    {
        int trace = message.IndexOf("\nException raised from", StringComparison.Ordinal);
        trace = trace < 0 ? message.IndexOf("\nframe #0", StringComparison.Ordinal) : trace;
        return trace < 0 ? message : message[..trace].TrimEnd();
    }

    private static int Report(string message, int code)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.MarkupLineInterpolated($"[red]Error:[/] {message}");
        return code;
    }
}
