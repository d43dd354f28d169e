using System.Globalization;
using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Values of files as cells of tables, each with the digits that its file has.</summary>
internal static class Cells
{
    /// <summary>A value of a manifest: a number in four digits, a text as it is.</summary>
    public static Cell Of(Manifest value) => value switch
    {
        { IsNothing: true } => new Cell(""),
        { IsNumber: true } => new Cell(Digits.Of(value.Number), value.Raw),
        { IsTrue: true } => new Cell("yes"),
        _ => Text(value.Raw),
    };

    /// <summary>A cell of a file.</summary>
    public static Cell Text(string text)
    {
        if (text is "NaN" or "")
        {
            return new Cell("");
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? new Cell(Digits.Of(number), text)
            : new Cell(text);
    }

    /// <summary>A whole table of a run, with other names of its columns where these say more.</summary>
    public static PageTable Table(string id, string title, CsvFile file, Func<string, string>? name = null) =>
        new(id, title, [.. file.Header.Select(name ?? Plain)], [.. file.Rows.Select(row => row.Select(Text).ToArray())]);

    private static string Plain(string column) => column.Replace('_', ' ');
}
