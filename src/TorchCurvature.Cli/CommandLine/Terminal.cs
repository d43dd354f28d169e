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
        table.AddColumn(new TableColumn(new Text(summary.Title)));
        foreach ((int place, string column) in summary.Columns.Index())
        {
            var head = new TableColumn(new Text(column));
            table.AddColumn(summary.TextColumns.Contains(place) ? head : head.RightAligned());
        }

        foreach (IReadOnlyList<string> row in summary.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        table.Title = summary.Heading is { } heading ? new TableTitle(Markup.Escape(heading)) : null;
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
