using Spectre.Console;
using TorchCurvature.Reporting.Summaries;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Tables of text in the terminal.</summary>
internal static class SummaryDisplay
{
    public static void Print(SummaryTable summary)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(Markup.Escape(summary.Title));
        foreach (string column in summary.Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }

        foreach (IReadOnlyList<string> row in summary.Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        if (summary.Caption is { } caption)
        {
            table.Caption(Markup.Escape(caption));
        }

        AnsiConsole.Write(table);
    }
}
