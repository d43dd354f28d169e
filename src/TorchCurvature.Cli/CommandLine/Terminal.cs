using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Report;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Settings;
using TorchCurvature.Sharing;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>What a verb says: sentences on the way, tables when it is done, and where the results are.</summary>
internal static class Terminal
{
    /// <summary>Has what a verb says go where a command line wants it: to standard output, or nowhere.</summary>
    public static void Open(ParseResult parsed) => WriteTo(ResultOptions.AreSilent(parsed) ? TextWriter.Null : Console.Out);

    /// <summary>Whether nobody looks on: output goes to a file, or by way of the launcher of several processes.</summary>
    public static bool IsLog => Console.IsOutputRedirected || Leader.Current is not null;

    /// <summary>Says a sentence; in a log file on one line, with the time.</summary>
    public static void Say(string sentence)
    {
        sentence = PlainMessage.Shown(sentence);
        if (IsLog)
        {
            Log(AnsiConsole.Profile.Out.Writer, sentence);
        }
        else
        {
            AnsiConsole.WriteLine(sentence);
        }
    }

    /// <summary>Says, of a run that goes on, that another number of processes began it.</summary>
    public static void SayOfProcesses(RunDirectory directory)
    {
        if (directory.RemarkOnProcesses() is { } remark)
        {
            Say(remark);
        }
    }

    /// <summary>Says what a run would take.</summary>
    public static async Task<int> PlanAsync(Func<ProgressContext, Task<RunEstimate>> estimate)
    {
        RunEstimate? found = null;
        await ProgressDisplay.StartAsync(async progress => found = await estimate(progress));
        Say(found!.ToString());
        return ExitCode.Done;
    }

    /// <summary>Writes a line of a log file.</summary>
    public static void Log(TextWriter log, string line) =>
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss}  {line}"));

    /// <summary>Shows tables.</summary>
    public static void Write(IEnumerable<SummaryTable> summaries)
    {
        foreach (SummaryTable summary in summaries)
        {
            Write(summary);
        }
    }

    /// <summary>Shows tables that could not be written, to standard output, also where nothing was to be said.</summary>
    public static void Rescue(IEnumerable<SummaryTable> summaries)
    {
        WriteTo(Console.Out);
        Write(summaries);
    }

    private static void WriteTo(TextWriter output) =>
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    /// <summary>Shows a table.</summary>
    public static void Write(SummaryTable summary)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn(new Text(summary.Title)));
        foreach ((int place, string column) in summary.Columns.Index())
        {
            var head = new TableColumn(new Text(column));
            table.AddColumn(summary.TextColumns.Contains(place) ? head : head.RightAligned());
        }

        foreach (IReadOnlyList<string> row in summary.Rows)
        {
            table.AddRow(row.Select(cell => new Text(PlainMessage.Shown(cell))));
        }

        table.Title = summary.Heading is { } heading ? new TableTitle(Markup.Escape(heading)) : null;
        table.Caption = summary.Caption is { } caption ? new TableTitle(Markup.Escape(caption)) : null;
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the page of a run, shows tables and says where the results are; or prints the manifest, if asked for.</summary>
    public static int Finish(IEnumerable<SummaryTable> summaries, RunDirectory directory, ResultOptions results)
    {
        directory.TryWrite(ReportPage.FileName, () => ReportPage.WriteInto(directory.Path));
        Write(summaries);
        return Finish($"Results are in {directory.Path}: open {ReportPage.FileName} there in a browser.", directory, results);
    }

    /// <summary>Says what could not be written.</summary>
    public static void Warn(RunDirectory directory)
    {
        foreach (string sentence in directory.NotWritten)
        {
            Console.Error.WriteLine($"Warning: {sentence}");
        }
    }

    /// <summary>Says a last sentence; or prints the manifest, where that is asked for.</summary>
    public static int Finish(string sentence, RunDirectory directory, ResultOptions results)
    {
        AnsiConsole.WriteLine(sentence);
        if (results.AsJson)
        {
            Console.Out.Write(File.ReadAllText(directory.PathOf(RunDirectory.ManifestName)));
        }

        Warn(directory);
        bool isLost = results.AsJson && SurvivingWriter.HasLostOutput;
        return directory.NotWritten.Count == 0 && !isLost ? ExitCode.Done : ExitCode.Failed;
    }
}
