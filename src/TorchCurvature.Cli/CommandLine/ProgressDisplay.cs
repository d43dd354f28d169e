using Spectre.Console;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The lines that show how far a run is; they disappear when it ends.</summary>
internal static class ProgressDisplay
{
    /// <summary>Shows progress while work goes on.</summary>
    public static Task StartAsync(Func<ProgressContext, Task> work) => Build().StartAsync(work);

    /// <summary>The same for work that stays on the thread that asks.</summary>
    public static void Start(Action<ProgressContext> work) => Build().Start(work);

    private static Progress Build() => AnsiConsole.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn());
}
