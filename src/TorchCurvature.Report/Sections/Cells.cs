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
            : new Cell(Atoms(text) ?? text);
    }

    // The positive atoms of a population, value:share; null for other text.
    private static string? Atoms(string text)
    {
        string[] numbers = text.Split(':', ' ');
        return text.Contains(':', StringComparison.Ordinal)
            && numbers.Length % 2 == 0
            && Array.TrueForAll(numbers, n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? string.Join(", ", numbers.Chunk(2).Select(atom => $"{Shortened(atom[0])}: {Shortened(atom[1])}"))
            : null;
    }

    private static string Shortened(string number) => Digits.Of(double.Parse(number, CultureInfo.InvariantCulture));

    /// <summary>A whole table of a run, with other names of its columns where these say more.</summary>
    public static PageTable Table(string id, string title, CsvFile file, Func<string, string>? name = null) =>
        new(id, title, [.. file.Header.Select(name ?? Plain)], [.. file.Rows.Select(row => row.Select(Named).ToArray())]);

    private static Cell Named(string text, int place)
    {
        // The points of a training come first in their tables.
        Cell cell = Text(text);
        return place == 0 && cell.Raw is null ? cell with { Text = Points.Name(text) } : cell;
    }

    private static string Plain(string column) => column.Replace('_', ' ');
}
