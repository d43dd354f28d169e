using Spectre.Console;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The lines that show how far a run is; they disappear when it ends. A log file gets a line a minute.</summary>
internal static class ProgressDisplay
{
    /// <summary>Shows progress while work goes on.</summary>
    public static Task StartAsync(Func<ProgressContext, Task> work) => Build().StartAsync(work);

    /// <summary>The same for work that stays on the thread that asks.</summary>
    public static void Start(Action<ProgressContext> work) => Build().Start(work);

    /// <summary>What writes into a log file how far work is.</summary>
    /// <param name="log">The file.</param>
    /// <param name="pause">From one line to the next.</param>
    public static Progress Logged(TextWriter log, TimeSpan pause)
    {
        // The columns of a display are drawn again and again, which serves as the clock of the log; nobody sees the display.
        IAnsiConsole unseen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(TextWriter.Null),
        });
        (unseen.Profile.Width, unseen.Profile.Height) = (80, 25); // a process without a terminal may be told of one of no size
        return new Progress(unseen).Columns(new LogColumn(log, pause));
    }

    private static Progress Build() => Terminal.IsLog
        ? Logged(AnsiConsole.Profile.Out.Writer, TimeSpan.FromMinutes(1))
        : AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new SpinnerColumn());
}
