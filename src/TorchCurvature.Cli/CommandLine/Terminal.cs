using Spectre.Console;
using TorchCurvature.Reporting.Summaries;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>What a verb says when it is done: tables, and where the results are.</summary>
internal static class Terminal
{
    /// <summary>Shows a table.</summary>
    public static void Write(SummaryTable summary)
    {
        var table = new Table { Border = TableBorder.Rounded };
        bool headsLabels = summary.Columns[0].Length == 0;
        foreach ((int place, string column) in summary.Columns.Index())
        {
            var head = new TableColumn(new Text(place == 0 && headsLabels ? summary.Title : column));
            table.AddColumn(place == 0 || summary.TextColumns.Contains(place) ? head : head.RightAligned());
        }

        foreach (IReadOnlyList<string> row in summary.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        table.Title = summary.Title.Length > 0 && !headsLabels ? new TableTitle(Markup.Escape(summary.Title)) : null;
        table.Caption = summary.Caption is { } caption ? new TableTitle(Markup.Escape(caption)) : null;
        AnsiConsole.Write(table);
    }

    /// <summary>Shows tables and says where the results are.</summary>
    public static int Finish(IEnumerable<SummaryTable> summaries, string folder)
    {
        foreach (SummaryTable summary in summaries)
        {
            Write(summary);
        }

        AnsiConsole.WriteLine($"Results are in {folder}");
        return ExitCode.Done;
    }
}
