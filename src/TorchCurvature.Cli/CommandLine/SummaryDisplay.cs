using Spectre.Console;
using TorchCurvature.Reporting.Summaries;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Writes summaries to the terminal.</summary>
internal static class SummaryDisplay
{
    public static void Write(params IReadOnlyList<SummaryTable> summaries)
    {
        foreach (SummaryTable summary in summaries)
        {
            Write(summary);
        }
    }

    private static void Write(SummaryTable summary)
    {
        bool headsFirstColumn = summary.Columns[0].Length == 0;
        if (!headsFirstColumn && summary.Title.Length > 0)
        {
            AnsiConsole.WriteLine(summary.Title);
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn(new Text(headsFirstColumn ? summary.Title : summary.Columns[0])));
        foreach (string column in summary.Columns.Skip(1))
        {
            table.AddColumn(new TableColumn(new Text(column)).RightAligned());
        }

        foreach (IReadOnlyList<string> row in summary.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        AnsiConsole.Write(table);
        if (summary.Caption is { } caption)
        {
            AnsiConsole.WriteLine(caption);
        }
    }
}
